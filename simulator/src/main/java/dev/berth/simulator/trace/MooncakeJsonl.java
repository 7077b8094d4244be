package dev.berth.simulator.trace;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.domain.json.Json;
import dev.berth.domain.json.UnreadableJsonException;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The format of the Mooncake traces (FAST 2025): one JSON object a line with {@code timestamp} (ms), {@code input_length},
 * {@code output_length} and {@code hash_ids}, one for each block of 512 prompt tokens.
 */
final class MooncakeJsonl {
    private MooncakeJsonl() {}

    static Trace read(String source, BufferedReader lines) throws IOException {
        List<TraceRequest> requests = new ArrayList<>();
        int number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            if (!line.isBlank()) {
                requests.add(request(source, number, line));
            }
        }
        return Trace.ofUnordered(source, requests);
    }

    private static TraceRequest request(String source, int number, String line) {
        JsonNode object;
        try {
            object = Json.tree(line);
        } catch (UnreadableJsonException e) {
            throw bad(source, number, "not a JSON object: '" + TraceFiles.shortened(line) + "'");
        }
        if (!object.isObject()) {
            throw bad(source, number, "not a JSON object: '" + TraceFiles.shortened(line) + "'");
        }
        long prompt = whole(source, number, object, "input_length");
        long output = whole(source, number, object, "output_length");
        return new TraceRequest(
                whole(source, number, object, "timestamp") / 1000.0,
                (int) Math.max(1, prompt),
                (int) Math.max(1, output),
                blocks(source, number, object.get("hash_ids")));
    }

    private static long whole(String source, int number, JsonNode object, String field) {
        JsonNode value = object.get(field);
        if (value == null) {
            throw bad(source, number, "has no '" + field + "'");
        }
        boolean isWhole =
                value.isIntegralNumber() || (value.isNumber() && value.asDouble() == Math.rint(value.asDouble()));
        if (!isWhole || value.asLong() < 0 || value.asLong() > Integer.MAX_VALUE) {
            throw bad(
                    source,
                    number,
                    "'" + field + "' is not a whole number >= 0 but " + TraceFiles.shortened(value.toString()));
        }
        return value.asLong();
    }

    private static List<Long> blocks(String source, int number, JsonNode ids) {
        if (ids == null || ids.isNull()) {
            return List.of();
        }
        if (!ids.isArray()) {
            throw bad(source, number, "'hash_ids' is not a list");
        }
        List<Long> blocks = new ArrayList<>(ids.size());
        for (JsonNode id : ids) {
            if (!id.isIntegralNumber()) {
                throw bad(
                        source,
                        number,
                        "'hash_ids' holds " + TraceFiles.shortened(id.toString()) + ", not a whole number");
            }
            blocks.add(id.asLong());
        }
        return blocks;
    }

    private static TraceException bad(String source, int number, String what) {
        return new TraceException(source + ", line " + number + ": " + what);
    }
}
