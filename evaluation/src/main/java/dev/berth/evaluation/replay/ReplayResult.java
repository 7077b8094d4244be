package dev.berth.evaluation.replay;

import dev.berth.domain.json.Json;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a replay measured.
 *
 * @param startedAtMillis Unix milliseconds of second 0
 * @param results one for each request sent, in the order of the plan
 * @param machine how busy this machine was meanwhile
 * @param complete false if the replay was interrupted, so that requests are missing
 */
public record ReplayResult(long startedAtMillis, List<RequestResult> results, MachineLoad machine, boolean complete) {

    public ReplayResult {
        results = List.copyOf(results);
    }

    /**
     * The load of the machine that generator, router and pods share.
     *
     * @param meanCpu mean share of all cores in use, 0 to 1
     * @param saturatedShare share of the seconds in which more than 95 % of all cores were in use
     */
    public record MachineLoad(double meanCpu, double saturatedShare) {
        public static final MachineLoad UNKNOWN = new MachineLoad(0, 0);
    }

    /** Writes one JSON object a line, the fields of {@link RequestResult}. */
    public void writeJsonl(Path file) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (RequestResult result : results) {
                out.write(Json.write(result));
                out.write('\n');
            }
        }
    }
}
