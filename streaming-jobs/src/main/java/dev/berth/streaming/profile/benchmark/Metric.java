package dev.berth.streaming.profile.benchmark;

/** What a benchmark line measures; in the order in which AIBrix's rule looks at them. */
public enum Metric {
    /** Requests per second that ended. */
    TPUT(true),
    /** Output tokens per second. */
    TT(true),
    /** Seconds of a whole request. */
    E2E(false),
    /** Seconds to the first token. */
    TTFT(false),
    /** Seconds for each token of prompt and output: E2E over both. Derived, never a line's. */
    TPAT(false),
    /** Seconds for each output token after the first. */
    TPOT(false);

    private final boolean throughput;

    Metric(boolean throughput) {
        this.throughput = throughput;
    }

    /** Whether more is better; then the mean is held against the target, whatever the percentile. */
    boolean throughput() {
        return throughput;
    }
}
