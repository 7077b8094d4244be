package dev.berth.evaluation.compare;

import dev.berth.evaluation.scenario.LoraOverhead;
import dev.berth.evaluation.virtual.Arm;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A scenario whose winner depends on what a batch of adapters costs.
 *
 * <p>Between the low and the high end of the published range the difference of the two winners is taken to be a straight
 * line; where it is zero, they are equal. This is an interpolation, not a run.
 *
 * @param winnerAtLow best median of the headline at low overhead
 * @param winnerAtHigh best median at high overhead
 * @param share of the way from low to high at which they are equal, 0 to 1
 */
public record Crossover(String scenario, Measure headline, Arm winnerAtLow, Arm winnerAtHigh, double share) {

    static List<Crossover> of(List<Comparison.Block> blocks, Measure headline) {
        List<Crossover> crossovers = new ArrayList<>();
        for (Comparison.Block low : blocks) {
            if (low.workload().overhead() == LoraOverhead.LOW) {
                blocks.stream()
                        .filter(high -> high.workload().overhead() == LoraOverhead.HIGH && sameButOverhead(low, high))
                        .findFirst()
                        .flatMap(high -> between(low, high, headline))
                        .ifPresent(crossovers::add);
            }
        }
        return crossovers;
    }

    private static boolean sameButOverhead(Comparison.Block a, Comparison.Block b) {
        Workload other = b.workload();
        return a.workload()
                .equals(new Workload(
                        other.scenario(), a.workload().overhead(), other.rate(), other.pods(), other.seconds()));
    }

    private static Optional<Crossover> between(Comparison.Block low, Comparison.Block high, Measure headline) {
        Optional<Arm> atLow = winner(low, headline);
        Optional<Arm> atHigh = winner(high, headline);
        if (atLow.isEmpty() || atHigh.isEmpty() || atLow.equals(atHigh)) {
            return Optional.empty();
        }
        double lead = lead(low, headline, atLow.get(), atHigh.get());
        double lag = lead(high, headline, atHigh.get(), atLow.get());
        if (!(lead > 0 && lag > 0)) {
            return Optional.empty();
        }
        return Optional.of(
                new Crossover(low.workload().scenario(), headline, atLow.get(), atHigh.get(), lead / (lead + lag)));
    }

    private static Optional<Arm> winner(Comparison.Block block, Measure headline) {
        ArmRow best = null;
        for (ArmRow row : block.rows()) {
            if (row.figure(headline).isPresent() && (best == null || better(row, best, headline))) {
                best = row;
            }
        }
        return Optional.ofNullable(best).map(ArmRow::arm);
    }

    private static boolean better(ArmRow row, ArmRow than, Measure headline) {
        return signed(row, headline) > signed(than, headline);
    }

    private static double lead(Comparison.Block block, Measure headline, Arm of, Arm over) {
        return signed(row(block, of), headline) - signed(row(block, over), headline);
    }

    private static ArmRow row(Comparison.Block block, Arm arm) {
        return block.rows().stream()
                .filter(r -> r.arm().equals(arm))
                .findFirst()
                .orElseThrow();
    }

    private static double signed(ArmRow row, Measure headline) {
        double median = row.figure(headline).map(Estimate::median).orElse(Double.NaN);
        return headline.higherIsBetter() ? median : -median;
    }
}
