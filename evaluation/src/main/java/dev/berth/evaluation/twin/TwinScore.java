package dev.berth.evaluation.twin;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * How well predictions agree with real runs, by the goals of the evaluation: throughput and time per token within 5 %, median
 * time to the first token within 15 % where the run was not starved, the knee within 5 % of the load, the order kept.
 *
 * @param kendallTau between predicted and measured median times to the first token, over all runs
 * @param starvedAlike share of the runs on whose starvation both agree
 * @param knees of each series of runs with the same slots, host memory and rate that has one
 */
public record TwinScore(
        ErrorSummary throughput,
        ErrorSummary meanTpot,
        ErrorSummary medianItl,
        ErrorSummary medianTtftBelowKnee,
        ErrorSummary medianTtft,
        ErrorSummary meanTtft,
        ErrorSummary knee,
        double kendallTau,
        double starvedAlike,
        List<SeriesKnee> knees) {

    static final double GOAL_THROUGHPUT = 0.05;
    static final double GOAL_TPOT = 0.05;
    static final double GOAL_TTFT = 0.15;
    static final double GOAL_KNEE = 0.05;
    static final double GOAL_TAU = 0.9;

    /** Requests a second at the knee; NaN-free: a series without a measured or a predicted knee is not listed. */
    public record SeriesKnee(int slots, double ratePerAdapter, double measuredLoad, double predictedLoad) {
        double error() {
            return predictedLoad / measuredLoad - 1;
        }
    }

    public static TwinScore of(List<Comparison> runs) {
        List<SeriesKnee> knees = knees(runs);
        List<Comparison> below =
                runs.stream().filter(run -> !run.real().measured().starved()).toList();
        return new TwinScore(
                ErrorSummary.of(runs.stream().mapToDouble(Comparison::throughputError), GOAL_THROUGHPUT),
                ErrorSummary.of(runs.stream().mapToDouble(Comparison::tpotError), GOAL_TPOT),
                ErrorSummary.of(runs.stream().mapToDouble(Comparison::medianItlError), GOAL_TPOT),
                ErrorSummary.of(below.stream().mapToDouble(Comparison::medianTtftError), GOAL_TTFT),
                ErrorSummary.of(runs.stream().mapToDouble(Comparison::medianTtftError), GOAL_TTFT),
                ErrorSummary.of(runs.stream().mapToDouble(Comparison::meanTtftError), GOAL_TTFT),
                ErrorSummary.of(knees.stream().mapToDouble(SeriesKnee::error), GOAL_KNEE),
                KendallTau.of(medianTtfts(runs, run -> run.simulated().figures()), medianTtfts(runs, run -> run.real()
                        .measured())),
                (double) runs.stream()
                                .filter(run -> run.real().measured().starved()
                                        == run.simulated().figures().starved())
                                .count()
                        / runs.size(),
                knees);
    }

    private static double[] medianTtfts(List<Comparison> runs, Function<Comparison, Figures> figures) {
        return runs.stream().mapToDouble(run -> figures.apply(run).medianTtft()).toArray();
    }

    private static List<SeriesKnee> knees(List<Comparison> runs) {
        Map<String, List<Comparison>> series = new TreeMap<>();
        for (Comparison run : runs) {
            OperatingPoint point = run.real().point();
            if (point.hostAdapters() > point.slots() || point.adapters() <= point.slots()) {
                series.computeIfAbsent(
                                String.format("%05d %.6f", point.slots(), point.ratePerAdapter()),
                                key -> new ArrayList<>())
                        .add(run);
            }
        }
        List<SeriesKnee> knees = new ArrayList<>();
        for (List<Comparison> one : series.values()) {
            OptionalDouble measured = Knee.load(points(one, run -> run.real().measured()));
            OptionalDouble predicted =
                    Knee.load(points(one, run -> run.simulated().figures()));
            if (measured.isPresent() && predicted.isPresent()) {
                OperatingPoint point = one.get(0).real().point();
                knees.add(new SeriesKnee(
                        point.slots(), point.ratePerAdapter(), measured.getAsDouble(), predicted.getAsDouble()));
            }
        }
        return knees;
    }

    private static List<Knee.Point> points(List<Comparison> runs, Function<Comparison, Figures> figures) {
        return runs.stream()
                .map(run -> new Knee.Point(
                        run.real().point().load(), figures.apply(run).completedShare()))
                .toList();
    }
}
