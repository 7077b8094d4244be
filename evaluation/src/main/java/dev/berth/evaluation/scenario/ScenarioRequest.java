package dev.berth.evaluation.scenario;

import java.util.Arrays;

/**
 * One request of a scenario. All are streamed.
 *
 * @param id its place in the order of arrival, from 0
 * @param arrivalNanos virtual time at the router, >= 0
 * @param model catalog name of an adapter, or the base model
 * @param promptTokens >= 1
 * @param outputTokens that it will really generate, >= 1; only the engine may look at it before it has
 * @param prefixBlocks ids of the prompt's pieces of {@code prefixTokens} tokens each, first to last, the last one maybe short;
 *     equal ids are equal text after equal text, whatever the model. Empty if nothing is known of the text. Shared between
 *     requests: never written to
 * @param prefixTokens tokens that one id stands for, a multiple of the engine's KV block; 0 if there are none
 * @param conversation equal for requests of one conversation, else unlike any other; what sticky sessions hang on
 */
// Half a million requests share the arrays of a few thousand; a list would box them.
@SuppressWarnings("ArrayRecordComponent")
public record ScenarioRequest(
        long id,
        long arrivalNanos,
        String model,
        int promptTokens,
        int outputTokens,
        long[] prefixBlocks,
        int prefixTokens,
        long conversation) {

    /** Of requests whose text nobody knows. */
    public static final long[] NO_BLOCKS = {};

    public ScenarioRequest {
        if (arrivalNanos < 0 || promptTokens < 1 || outputTokens < 1) {
            throw new IllegalArgumentException("a request arrives at >= 0 with >= 1 tokens in and out: " + arrivalNanos
                    + " ns, " + promptTokens + " in, " + outputTokens + " out");
        }
    }

    /** A request without known text, for tests and hand-made traffic. */
    public static ScenarioRequest of(long id, long arrivalNanos, String model, int promptTokens, int outputTokens) {
        return new ScenarioRequest(id, arrivalNanos, model, promptTokens, outputTokens, NO_BLOCKS, 0, ~id);
    }

    ScenarioRequest withId(long newId) {
        return new ScenarioRequest(
                newId, arrivalNanos, model, promptTokens, outputTokens, prefixBlocks, prefixTokens, conversation);
    }

    public int totalTokens() {
        return promptTokens + outputTokens;
    }

    /** By value: records compare arrays by identity. */
    @Override
    public boolean equals(Object other) {
        return other instanceof ScenarioRequest r
                && id == r.id
                && arrivalNanos == r.arrivalNanos
                && model.equals(r.model)
                && promptTokens == r.promptTokens
                && outputTokens == r.outputTokens
                && prefixTokens == r.prefixTokens
                && conversation == r.conversation
                && Arrays.equals(prefixBlocks, r.prefixBlocks);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(id * 31 + arrivalNanos);
    }

    @Override
    public String toString() {
        return "request " + id + " at " + arrivalNanos + " ns for " + model + ", " + promptTokens + " in, "
                + outputTokens + " out, " + prefixBlocks.length + " blocks";
    }
}
