package dev.berth.evaluation.outcome;

/**
 * Quantiles of a latency, seconds; all 0 if nothing was counted.
 *
 * @param count of values
 */
public record Quantiles(long count, double mean, double p50, double p95, double p99, double max) {
    public static final Quantiles NONE = new Quantiles(0, 0, 0, 0, 0, 0);
}
