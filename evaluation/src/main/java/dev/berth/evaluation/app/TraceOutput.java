package dev.berth.evaluation.app;

import dev.berth.domain.engine.EngineSpec;
import dev.berth.simulator.trace.AzureCsv;
import dev.berth.simulator.trace.BerthLogWriter;
import dev.berth.simulator.trace.MooncakeJsonl;
import dev.berth.simulator.trace.TraceRequest;
import dev.berth.simulator.trace.TraceWriter;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import java.util.function.Supplier;

/** Writes requests to a file as they come, and says what was written and what was not. */
final class TraceOutput {
    private TraceOutput() {}

    /** The formats that are written. */
    enum Format {
        /** The Azure traces' CSV: arrival and lengths. */
        AZURE,
        /** Mooncake's JSONL: arrival, lengths and prefix blocks. */
        MOONCAKE,
        /** Berth's request log: arrival, lengths and models. */
        BERTH
    }

    /**
     * @param engine asked for only if the format needs one
     * @return a sentence for the user
     */
    static String write(
            Iterator<TraceRequest> requests, Path file, Format format, String baseModel, Supplier<EngineSpec> engine)
            throws IOException {
        boolean blocksLost = false;
        boolean modelsLost = false;
        long count = 0;
        double seconds = 0;
        try (TraceWriter writer = writer(file, format, baseModel, engine)) {
            while (requests.hasNext()) {
                TraceRequest request = requests.next();
                writer.write(request);
                count++;
                seconds = request.atSeconds();
                blocksLost |=
                        format != Format.MOONCAKE && !request.prefixBlocks().isEmpty();
                modelsLost |= format != Format.BERTH && !request.model().isEmpty();
            }
        } catch (NoSuchFileException e) {
            throw new IOException("can't write " + file + ": its directory does not exist", e);
        }
        return String.format(Locale.ROOT, "%s: %d requests in %.0f s", file, count, seconds)
                + (blocksLost ? "; prefix blocks left out: the format has no place for them" : "")
                + (modelsLost ? "; models left out: the format has no place for them" : "");
    }

    private static TraceWriter writer(Path file, Format format, String baseModel, Supplier<EngineSpec> engine)
            throws IOException {
        return switch (format) {
            case AZURE -> AzureCsv.writer(file);
            case MOONCAKE -> MooncakeJsonl.writer(file);
            case BERTH -> new BerthLogWriter(file, engine.get(), baseModel);
        };
    }
}
