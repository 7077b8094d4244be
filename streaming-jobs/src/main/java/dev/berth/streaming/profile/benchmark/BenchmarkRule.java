package dev.berth.streaming.profile.benchmark;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * AIBrix's rule from the measurements of one length of requests to their capacity.
 *
 * <ol>
 *   <li>Metric by metric ({@link Metric}'s order) only those rates stay of which some line of that metric keeps the target. A
 *       metric without a target takes part: its line must be there with a number, since nothing is known of a rate otherwise.
 *   <li>If no rate is left: capacity 0, and the latencies of the cell's first lines.
 *   <li>Among the rates left, those whose throughput kept up (mean TPUT at least 0.9 of the rate): the highest of them; if none
 *       kept up, the smallest rate that is left.
 *   <li>Capacity is the mean TPUT measured at that rate, latencies are the means there.
 * </ol>
 *
 * <p>Lines count in the order in which they stand: of two lines for the same point (two seeds, a repeated run) either can keep a
 * target, and the first gives the figure. A figure that is no number becomes 0, since JSON has no other word for it.
 */
final class BenchmarkRule {
    /** A lower share of what was sent means that requests pile up. */
    private static final double KEEPS_UP = 0.9;

    private final BenchmarkTargets targets;

    BenchmarkRule(BenchmarkTargets targets) {
        this.targets = targets;
    }

    /**
     * What one length of requests amounts to.
     *
     * @param tput requests per second; 0 if no rate keeps the targets
     * @param e2e mean seconds there; 0 if it was not measured, as the others
     */
    record Capacity(double tput, double e2e, double ttft, double tpot) {}

    /**
     * @param rows of one cell, in the order of the file
     */
    Capacity of(List<BenchmarkRow> rows) {
        List<BenchmarkRow> all = new ArrayList<>(rows);
        rows.stream()
                .filter(row -> row.metric() == Metric.E2E)
                .map(BenchmarkRow::perToken)
                .forEach(all::add);
        Set<Double> rates = rates(all, row -> true);
        for (Metric metric : Metric.values()) {
            Set<Double> left = rates;
            rates = rates(
                    all, row -> row.metric() == metric && left.contains(row.requestRate()) && targets.keptBy(row));
        }
        if (rates.isEmpty()) {
            return figures(0, all);
        }
        double rate = rateOf(all, rates);
        List<BenchmarkRow> there =
                all.stream().filter(row -> row.requestRate() == rate).toList();
        return figures(first(there, Metric.TPUT), there);
    }

    private static double rateOf(List<BenchmarkRow> rows, Set<Double> rates) {
        Set<Double> keepUp = rates(
                rows,
                row -> row.metric() == Metric.TPUT
                        && rates.contains(row.requestRate())
                        && row.mean() >= row.requestRate() * KEEPS_UP);
        return keepUp.isEmpty()
                ? rates.stream().mapToDouble(Double::doubleValue).min().orElseThrow()
                : keepUp.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    }

    private static Set<Double> rates(List<BenchmarkRow> rows, Predicate<BenchmarkRow> which) {
        Set<Double> rates = new LinkedHashSet<>();
        rows.stream().filter(which).forEach(row -> rates.add(row.requestRate()));
        return rates;
    }

    private static Capacity figures(double tput, List<BenchmarkRow> rows) {
        return new Capacity(tput, first(rows, Metric.E2E), first(rows, Metric.TTFT), first(rows, Metric.TPOT));
    }

    private static double first(List<BenchmarkRow> rows, Metric metric) {
        return rows.stream().filter(row -> row.metric() == metric).mapToDouble(BenchmarkRow::mean).findFirst().stream()
                .filter(Double::isFinite)
                .findFirst()
                .orElse(0);
    }
}
