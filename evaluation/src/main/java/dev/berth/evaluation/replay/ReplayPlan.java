package dev.berth.evaluation.replay;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What to send and when.
 *
 * @param source the trace that it was made from
 * @param requests by {@code atSeconds}
 * @param durationSeconds of the sending
 * @param driftAtSeconds when the popularity of the adapters changes; 0 if it does not
 * @param hotBefore adapters by popularity before the drift, hottest first
 * @param hotAfter the same after it; equal to {@code hotBefore} if there is none
 * @param systemPromptTokens of each adapter's own system prompt, part of each prompt; 0 for none
 * @param droppedTooLong requests of the segment, before it was scaled, that were left out since they exceed the engine's
 *     context
 */
public record ReplayPlan(
        String source,
        List<ReplayRequest> requests,
        double durationSeconds,
        double driftAtSeconds,
        List<String> hotBefore,
        List<String> hotAfter,
        int systemPromptTokens,
        int droppedTooLong) {

    public ReplayPlan {
        requests = List.copyOf(requests);
        hotBefore = List.copyOf(hotBefore);
        hotAfter = List.copyOf(hotAfter);
    }

    public boolean drifts() {
        return driftAtSeconds > 0;
    }

    /** The same plan under other request ids, so that two arms on one fleet never share an id. */
    public ReplayPlan withIdPrefix(String prefix) {
        List<ReplayRequest> renamed = requests.stream()
                .map(r -> new ReplayRequest(
                        prefix + r.id(),
                        r.atSeconds(),
                        r.model(),
                        r.promptTokens(),
                        r.outputTokens(),
                        r.stream(),
                        r.prefixBlocks()))
                .toList();
        return new ReplayPlan(
                source,
                renamed,
                durationSeconds,
                driftAtSeconds,
                hotBefore,
                hotAfter,
                systemPromptTokens,
                droppedTooLong);
    }

    /** Writes {@code requestId,outputTokens} lines: what only the simulated pods may know. */
    public void writeLengths(Path file) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (ReplayRequest request : requests) {
                out.write(request.id() + "," + request.outputTokens() + "\n");
            }
        }
    }
}
