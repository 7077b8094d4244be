package dev.berth.evaluation.replay;

import java.util.List;

/**
 * One request to send.
 *
 * @param id sent as {@code X-Request-Id}, and the key of the lengths file; unique in a plan
 * @param atSeconds when, from the start of the replay
 * @param model adapter or base model
 * @param promptTokens the prompt has four bytes for each
 * @param outputTokens that the pod shall generate
 * @param stream whether the answer is streamed
 * @param prefixBlocks blocks of 512 tokens that the prompt begins with; equal ids are equal text
 */
public record ReplayRequest(
        String id,
        double atSeconds,
        String model,
        int promptTokens,
        int outputTokens,
        boolean stream,
        List<Long> prefixBlocks) {

    public ReplayRequest {
        prefixBlocks = List.copyOf(prefixBlocks);
    }
}
