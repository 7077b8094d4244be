package dev.berth.streaming.profile.benchmark;

/**
 * One measured figure: a metric of requests of one length that were sent at one rate. What a line leaves out is NaN, so that
 * it meets no target.
 *
 * @param requestRate requests per second that were sent; may be infinite
 */
public record BenchmarkRow(
        long promptTokens,
        long outputTokens,
        double requestRate,
        Metric metric,
        double mean,
        double p50,
        double p90,
        double p99) {

    /** The figure that a target is held against. */
    double at(int percentile) {
        return switch (percentile) {
            case 50 -> p50;
            case 90 -> p90;
            case 99 -> p99;
            default -> mean;
        };
    }

    /** Of an E2E row: the same for each token of prompt and output. */
    BenchmarkRow perToken() {
        double tokens = promptTokens + outputTokens;
        return new BenchmarkRow(
                promptTokens,
                outputTokens,
                requestRate,
                Metric.TPAT,
                mean / tokens,
                p50 / tokens,
                p90 / tokens,
                p99 / tokens);
    }
}
