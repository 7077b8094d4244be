package dev.berth.evaluation.compare;

import dev.berth.evaluation.outcome.RunResult;
import dev.berth.evaluation.virtual.Arm;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * Seeks the highest rate, or the fewest pods, at which enough requests of one arm meet their SLO. Each seed is sought for
 * itself, so that arms can be compared within a seed; from the second on the search begins where the first ended, so all
 * but the first can be made at once.
 *
 * <p>Rates lie on a ladder of 1 % steps around the scenario's own, which is the tolerance of the result, and lets all arms
 * be tried at the same rates.
 */
final class ArmSearch {
    /** One rung of the ladder of rates. */
    static final double RUNG = 1.01;

    /** x 0.05 to x 20 of the scenario's own rate. */
    private static final int RUNGS = 300;

    private static final int FIRST_STRIDE = 16;
    private static final int NEXT_STRIDE = 2;
    private static final int MOST_PODS_FACTOR = 4;

    private final CachedRuns runs;
    private final Arm arm;
    private final Ladder ladder;
    private final double share;
    private int start;
    private int stride;

    /**
     * The steps of a search, each better than the one before and harder to hold.
     *
     * @param measure what the found step is a value of
     * @param value of a step
     */
    private record Ladder(
            Measure measure,
            int start,
            int firstStride,
            int lowest,
            int highest,
            IntFunction<Double> value,
            IntFunction<Workload> workload) {}

    private ArmSearch(CachedRuns runs, Arm arm, Ladder ladder, double share) {
        this.runs = runs;
        this.arm = arm;
        this.ladder = ladder;
        this.share = share;
        this.start = ladder.start();
        this.stride = ladder.firstStride();
    }

    static ArmSearch forRate(CachedRuns runs, Arm arm, Workload workload, double share) {
        Ladder rates = new Ladder(
                Measure.RATE,
                0,
                FIRST_STRIDE,
                -RUNGS,
                RUNGS,
                ArmSearch::rate,
                k -> workload.atRate(workload.rate() * rate(k)));
        return new ArmSearch(runs, arm, rates, share);
    }

    /**
     * @param pods that the search begins with
     */
    static ArmSearch forPods(CachedRuns runs, Arm arm, Workload workload, double share, int pods) {
        Ladder fewer = new Ladder(
                Measure.PODS_NEEDED,
                -pods,
                1,
                -MOST_PODS_FACTOR * pods,
                -1,
                k -> (double) -k,
                k -> workload.withPods(-k));
        return new ArmSearch(runs, arm, fewer, share);
    }

    private static double rate(int rung) {
        return Math.round(1e6 * Math.pow(RUNG, rung)) / 1e6;
    }

    /** Comes before all others. */
    SeedRow first(long seed) {
        Attempt attempt = new Attempt(seed);
        SeedRow row = attempt.row(start, stride);
        if (attempt.found != null && attempt.found.holds()) {
            start = attempt.found.at();
            stride = Math.min(ladder.firstStride(), NEXT_STRIDE);
        }
        return row;
    }

    /** Any other; safe to be called from several threads once the first has been made. */
    SeedRow next(long seed) {
        return new Attempt(seed).row(start, stride);
    }

    /** The search of one seed. */
    private final class Attempt {
        private final long seed;
        private final Map<Integer, Map<Measure, Double>> tried = new HashMap<>();
        private Search.Found found;

        Attempt(long seed) {
            this.seed = seed;
        }

        SeedRow row(int start, int stride) {
            Workload first = ladder.workload().apply(start);
            try {
                if (values(start).get(Measure.CEILING) < share) {
                    return outOfReach(start);
                }
                found = Search.largest(this::holds, start, stride, ladder.lowest(), ladder.highest());
            } catch (RuntimeException e) {
                return SeedRow.failed(seed, first, FailedRun.sentence(e));
            }
            int at = found.holds() ? found.at() : ladder.lowest();
            Map<Measure, Double> values = new EnumMap<>(values(at));
            if (found.holds()) {
                values.put(ladder.measure(), ladder.value().apply(at));
            } else if (ladder.measure() == Measure.RATE) {
                values.put(Measure.RATE, 0.0);
            }
            return new SeedRow(seed, ladder.workload().apply(at), values, probes(), note(), "");
        }

        private SeedRow outOfReach(int start) {
            String note = String.format(
                    Locale.ROOT,
                    "out of reach: only %.2f %% of the requests would meet their SLO on an idle pod",
                    100 * values(start).get(Measure.CEILING));
            return new SeedRow(seed, ladder.workload().apply(start), values(start), List.of(), note, "");
        }

        private boolean holds(int step) {
            return values(step).get(Measure.ATTAINMENT) >= share;
        }

        private Map<Measure, Double> values(int step) {
            return tried.computeIfAbsent(step, k -> {
                RunResult result = runs.result(new RunSpec(ladder.workload().apply(k), arm, seed));
                return Measure.of(result);
            });
        }

        private List<SeedRow.Probe> probes() {
            List<SeedRow.Probe> probes = new ArrayList<>();
            found.probes()
                    .forEach((step, held) -> probes.add(new SeedRow.Probe(
                            ladder.value().apply(step), values(step).get(Measure.ATTAINMENT), held)));
            return probes;
        }

        private String note() {
            double end = ladder.value().apply(found.holds() ? ladder.highest() : ladder.lowest());
            String unit = ladder.measure() == Measure.RATE ? "rate x %.2f" : "%.0f pods";
            if (!found.holds()) {
                return String.format(Locale.ROOT, "does not hold even at " + unit, end);
            }
            if (found.bounded()) {
                return String.format(Locale.ROOT, "holds to the end of the search, " + unit, end);
            }
            return found.monotone()
                    ? ""
                    : String.format(
                            Locale.ROOT,
                            "not monotone: holds again at " + unit,
                            ladder.value().apply(found.highestHeld()));
        }
    }
}
