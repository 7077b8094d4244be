package dev.berth.simulator.trace;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads a trace file of any known format, recognised by its first line. */
public final class TraceFiles {
    private TraceFiles() {}

    /** The formats that are read. */
    public enum Format {
        AZURE_CSV,
        MOONCAKE_JSONL
    }

    /**
     * @throws TraceException in one sentence, with the line if one is to blame
     */
    public static Trace read(Path file) {
        try (BufferedReader lines = open(file)) {
            return switch (formatOf(file, firstLine(lines))) {
                case AZURE_CSV -> AzureCsv.read(file.toString(), lines);
                case MOONCAKE_JSONL -> MooncakeJsonl.read(file.toString(), lines);
            };
        } catch (CharacterCodingException e) {
            throw new TraceException(file + ": not a trace, since it is not text in UTF-8");
        } catch (IOException e) {
            throw new TraceException(file + ": can't be read: " + e.getMessage());
        }
    }

    private static BufferedReader open(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new TraceException(file + ": no such trace file");
        }
        if (Files.isDirectory(file)) {
            throw new TraceException(file + ": is a directory, not a trace file");
        }
        return Files.newBufferedReader(file);
    }

    /** Looks at the first line and goes back to the start. */
    private static String firstLine(BufferedReader lines) throws IOException {
        int longest = 1 << 16;
        lines.mark(longest);
        StringBuilder line = new StringBuilder();
        for (int c = lines.read(); c >= 0 && c != '\n' && line.length() < longest - 2; c = lines.read()) {
            line.append((char) c);
        }
        lines.reset();
        return line.toString().strip();
    }

    private static Format formatOf(Path file, String firstLine) {
        if (firstLine.isEmpty()) {
            throw new TraceException(
                    file + ", line 1: a trace begins with a header or a request, but this line is empty");
        }
        if (firstLine.startsWith("{")) {
            return Format.MOONCAKE_JSONL;
        }
        if (AzureCsv.isHeader(firstLine)) {
            return Format.AZURE_CSV;
        }
        throw new TraceException(file + ", line 1: neither the header " + AzureCsv.HEADER
                + " (Azure LLM trace) nor a JSON object (Mooncake trace), but '" + shortened(firstLine) + "'");
    }

    static String shortened(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "...";
    }
}
