package dev.berth.evaluation.report;

import dev.berth.simulator.trace.Quantiles;
import java.util.stream.DoubleStream;

/**
 * A distribution of seconds; all zero if it has no value.
 *
 * @param count values
 */
public record Percentiles(long count, double p50, double p95, double p99, double max) {
    static Percentiles of(DoubleStream seconds) {
        double[] sorted = seconds.sorted().toArray();
        return sorted.length == 0
                ? new Percentiles(0, 0, 0, 0, 0)
                : new Percentiles(
                        sorted.length,
                        Quantiles.ofSorted(sorted, 0.50),
                        Quantiles.ofSorted(sorted, 0.95),
                        Quantiles.ofSorted(sorted, 0.99),
                        sorted[sorted.length - 1]);
    }
}
