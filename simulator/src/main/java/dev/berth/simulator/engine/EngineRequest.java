package dev.berth.simulator.engine;

/**
 * A request as the engine gets it.
 *
 * @param id unique among the requests in the engine
 * @param arrivalNanos virtual time
 * @param promptTokens at least 1
 * @param outputTokens tokens that it will produce, at least 1; no part of the scheduler looks at it
 * @param adapter id that {@link Engine#registerAdapter} gave, or {@link Engine#BASE}
 */
public record EngineRequest(
        long id, long arrivalNanos, int promptTokens, int outputTokens, int adapter, PrefixHashes prefix) {

    public EngineRequest {
        if (promptTokens < 1 || outputTokens < 1) {
            throw new IllegalArgumentException("a request has at least one prompt token and one output token");
        }
    }

    int tokens() {
        return promptTokens + outputTokens;
    }
}
