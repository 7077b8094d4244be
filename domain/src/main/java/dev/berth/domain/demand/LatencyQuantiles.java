package dev.berth.domain.demand;

/**
 * How a duration is spread over the requests that completed, each quantile within 2 % of its value.
 *
 * @param count requests that have such a duration: time to first token is known of streams only, time per token of streams
 *     with more than one
 */
public record LatencyQuantiles(
        Kind kind, long count, double p50Seconds, double p90Seconds, double p95Seconds, double p99Seconds) {
    /** Which duration. */
    public enum Kind {
        TTFT,
        TPOT,
        E2E
    }
}
