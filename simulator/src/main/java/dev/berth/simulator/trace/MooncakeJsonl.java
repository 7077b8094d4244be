package dev.berth.simulator.trace;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The format of the Mooncake traces (FAST 2025): one JSON object a line with {@code timestamp} (ms), {@code input_length},
 * {@code output_length} and {@code hash_ids}, one for each block of 512 prompt tokens. Models have no place in it.
 */
public final class MooncakeJsonl implements TraceFormat {
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long DISORDER_NANOS = 60_000_000_000L;

    private final String source;

    MooncakeJsonl(String source) {
        this.source = source;
    }

    @Override
    public void line(int number, String line, Consumer<RawRequest> found) {
        JsonLine object = JsonLine.read(source, number, line);
        found.accept(new RawRequest(
                number,
                object.whole("timestamp", Long.MAX_VALUE / NANOS_PER_MILLI) * NANOS_PER_MILLI,
                (int) Math.max(1, object.whole("input_length", Integer.MAX_VALUE)),
                (int) Math.max(1, object.whole("output_length", Integer.MAX_VALUE)),
                blocks(object),
                ""));
    }

    private static List<Long> blocks(JsonLine object) {
        JsonNode ids = object.field("hash_ids");
        if (ids == null || ids.isNull()) {
            return List.of();
        }
        if (!ids.isArray()) {
            throw object.bad("hash_ids", "'hash_ids' is not a list");
        }
        List<Long> blocks = new ArrayList<>(ids.size());
        for (JsonNode id : ids) {
            if (!id.isIntegralNumber()) {
                throw object.bad(
                        "hash_ids", "'hash_ids' holds " + TraceFiles.shortened(id.toString()) + ", not a whole number");
            }
            blocks.add(id.asLong());
        }
        return blocks;
    }

    @Override
    public void end(Consumer<RawRequest> found) {
        // Each line is complete.
    }

    @Override
    public boolean startsWithFirstArrival() {
        return false;
    }

    @Override
    public long disorderNanos() {
        return DISORDER_NANOS;
    }

    /** Writes a file in this format. */
    public static TraceWriter writer(Path file) throws IOException {
        BufferedWriter out = Files.newBufferedWriter(file);
        return new TraceWriter() {
            @Override
            public void write(TraceRequest request) throws IOException {
                out.write("{\"timestamp\": " + Math.round(request.atSeconds() * 1000) + ", \"input_length\": "
                        + request.promptTokens() + ", \"output_length\": " + request.outputTokens()
                        + ", \"hash_ids\": " + request.prefixBlocks() + "}\n");
            }

            @Override
            public void close() throws IOException {
                out.close();
            }
        };
    }
}
