package dev.berth.simulator.trace;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** Reads a trace file of any known format, plain or gzip, recognised by its content. */
public final class TraceFiles {
    private static final int LONGEST_FIRST_LINE = 1 << 18;

    private TraceFiles() {}

    /**
     * The whole trace in memory; requests may stand in any order.
     *
     * @throws TraceException in one sentence, with line and column if they are to blame
     */
    public static Trace read(Path file) {
        try (BufferedReader lines = lines(file)) {
            TraceFormat format = format(file, lines);
            List<RawRequest> rows = new ArrayList<>();
            int number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (!line.isBlank()) {
                    format.line(number, line, rows::add);
                }
            }
            format.end(rows::add);
            return trace(file.toString(), format, rows);
        } catch (CharacterCodingException e) {
            throw notText(file);
        } catch (IOException e) {
            throw new TraceException(file + ": can't be read: " + e.getMessage());
        }
    }

    private static Trace trace(String source, TraceFormat format, List<RawRequest> rows) {
        long first = rows.stream()
                .mapToLong(RawRequest::nanos)
                .min()
                .orElseThrow(() -> new TraceException(source + ": has no request"));
        long origin = format.startsWithFirstArrival() ? first : 0;
        return Trace.ofUnordered(
                source, rows.stream().map(row -> row.since(origin)).toList());
    }

    /** A file to be read as often as wanted, each time line by line. */
    public static TraceSource source(Path file) {
        return seed -> open(file);
    }

    /**
     * Reads line by line: memory does not grow with the trace.
     *
     * @throws TraceException in one sentence, at once if the file is no trace, else when the wrong line is reached
     */
    public static TraceReading open(Path file) {
        BufferedReader lines = null;
        try {
            lines = lines(file);
            return new StreamedTrace(file.toString(), lines, format(file, lines));
        } catch (CharacterCodingException e) {
            throw closed(lines, notText(file));
        } catch (IOException e) {
            throw closed(lines, new TraceException(file + ": can't be read: " + e.getMessage()));
        } catch (TraceException e) {
            throw closed(lines, e);
        }
    }

    private static TraceException closed(BufferedReader lines, TraceException problem) {
        try {
            if (lines != null) {
                lines.close();
            }
        } catch (IOException e) {
            problem.addSuppressed(e);
        }
        return problem;
    }

    private static BufferedReader lines(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new TraceException(file + ": no such trace file");
        }
        if (Files.isDirectory(file)) {
            throw new TraceException(file + ": is a directory, not a trace file");
        }
        InputStream bytes = new BufferedInputStream(Files.newInputStream(file));
        return new BufferedReader(
                new InputStreamReader(unzipped(bytes), StandardCharsets.UTF_8.newDecoder()), LONGEST_FIRST_LINE);
    }

    private static InputStream unzipped(InputStream bytes) throws IOException {
        bytes.mark(2);
        int magic = bytes.read() | bytes.read() << 8;
        bytes.reset();
        return magic == GZIPInputStream.GZIP_MAGIC ? new GZIPInputStream(bytes) : bytes;
    }

    private static TraceException notText(Path file) {
        return new TraceException(file + ": not a trace, since it is not text in UTF-8");
    }

    private static TraceFormat format(Path file, BufferedReader lines) throws IOException {
        String firstLine = firstLine(lines);
        if (firstLine.isEmpty()) {
            throw TraceException.at(
                    file.toString(), 1, 1, "a trace begins with a header or a request, but this line is empty");
        }
        if (firstLine.startsWith("{")) {
            return BerthLog.isRecord(firstLine) ? new BerthLog(file.toString()) : new MooncakeJsonl(file.toString());
        }
        if (AzureCsv.isHeader(firstLine)) {
            return new AzureCsv(file.toString());
        }
        throw TraceException.at(
                file.toString(),
                1,
                1,
                "neither the header " + AzureCsv.HEADER
                        + " (Azure LLM trace) nor a JSON object (Mooncake trace, Berth's request log), but '"
                        + shortened(firstLine) + "'");
    }

    /** Looks at the first line and goes back to the start. */
    private static String firstLine(BufferedReader lines) throws IOException {
        lines.mark(LONGEST_FIRST_LINE);
        StringBuilder line = new StringBuilder();
        for (int c = lines.read(); c >= 0 && c != '\n' && line.length() < LONGEST_FIRST_LINE - 2; c = lines.read()) {
            line.append((char) c);
        }
        lines.reset();
        return line.toString().strip();
    }

    static String shortened(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "...";
    }
}
