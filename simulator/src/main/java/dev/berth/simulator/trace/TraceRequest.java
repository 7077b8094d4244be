package dev.berth.simulator.trace;

import java.util.List;

/**
 * One request of a trace.
 *
 * @param atSeconds arrival, from the start of the trace
 * @param promptTokens > 0
 * @param outputTokens that the model really generated, > 0
 * @param prefixBlocks ids of the prompt's blocks of {@value #BLOCK_TOKENS} tokens, first to last; equal ids are equal text
 *     after equal text. Empty if the trace doesn't tell
 * @param model that it asked for; empty if the trace doesn't tell
 */
public record TraceRequest(
        double atSeconds, int promptTokens, int outputTokens, List<Long> prefixBlocks, String model) {
    /** Tokens of one prefix block, as Mooncake's traces have it. */
    public static final int BLOCK_TOKENS = 512;

    public TraceRequest {
        prefixBlocks = List.copyOf(prefixBlocks);
        if (!(atSeconds >= 0) || promptTokens <= 0 || outputTokens <= 0) {
            throw new IllegalArgumentException("a request arrives at >= 0 s with > 0 tokens: " + atSeconds + " s, "
                    + promptTokens + " in, " + outputTokens + " out");
        }
    }

    /** A request of a trace that does not tell models. */
    public TraceRequest(double atSeconds, int promptTokens, int outputTokens, List<Long> prefixBlocks) {
        this(atSeconds, promptTokens, outputTokens, prefixBlocks, "");
    }

    public TraceRequest at(double newAtSeconds) {
        return new TraceRequest(newAtSeconds, promptTokens, outputTokens, prefixBlocks, model);
    }

    public TraceRequest forModel(String newModel) {
        return new TraceRequest(atSeconds, promptTokens, outputTokens, prefixBlocks, newModel);
    }

    public int totalTokens() {
        return promptTokens + outputTokens;
    }
}
