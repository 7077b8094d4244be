package dev.berth.simulator.trace;

import java.util.List;

/**
 * A request as a line of a file tells it.
 *
 * @param line that it was read from, from 1
 * @param nanos arrival by the trace's own clock
 */
record RawRequest(int line, long nanos, int promptTokens, int outputTokens, List<Long> prefixBlocks, String model) {
    private static final double NANOS = 1e9;

    TraceRequest since(long originNanos) {
        return new TraceRequest((nanos - originNanos) / NANOS, promptTokens, outputTokens, prefixBlocks, model);
    }
}
