package dev.berth.simulator.trace;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The format of the Azure LLM inference traces (2023), which Berth's own samples have, too:
 * {@code TIMESTAMP,ContextTokens,GeneratedTokens} with times such as {@code 2023-11-16 18:15:46.6805900}. Second 0 is the
 * first arrival.
 */
public final class AzureCsv {
    static final String HEADER = "TIMESTAMP,ContextTokens,GeneratedTokens";

    private static final DateTimeFormatter TIMESTAMP = new DateTimeFormatterBuilder()
            .appendPattern("yyyy-MM-dd HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .optionalStart()
            .appendOffset("+HH:MM", "Z")
            .optionalEnd()
            .toFormatter(Locale.ROOT);

    /** Where Berth's own samples start; no real time is claimed. */
    private static final LocalDateTime SAMPLE_START = LocalDateTime.of(2024, 1, 1, 0, 0);

    private static final DateTimeFormatter SEVEN_DIGITS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSSS", Locale.ROOT);

    private AzureCsv() {}

    static boolean isHeader(String line) {
        String text = line.startsWith("\uFEFF") ? line.substring(1) : line;
        return text.strip().equalsIgnoreCase(HEADER);
    }

    static Trace read(String source, BufferedReader lines) throws IOException {
        List<Row> rows = new ArrayList<>();
        lines.readLine();
        int number = 1;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            if (line.isBlank()) {
                continue;
            }
            String[] cells = line.strip().split(",", -1);
            if (cells.length != 3) {
                throw bad(source, number, "expected 3 cells (" + HEADER + "), found " + cells.length);
            }
            rows.add(new Row(
                    timestamp(source, number, cells[0]),
                    tokens(source, number, "ContextTokens", cells[1]),
                    tokens(source, number, "GeneratedTokens", cells[2])));
        }
        LocalDateTime first = rows.stream()
                .map(Row::at)
                .min(LocalDateTime::compareTo)
                .orElseThrow(() -> new TraceException(source + ": has a header, but no request"));
        return Trace.ofUnordered(
                source, rows.stream().map(row -> row.since(first)).toList());
    }

    /** Writes a trace in this format; prefix blocks have no place in it and are left out. */
    public static void write(Trace trace, Path file) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write(HEADER + "\n");
            for (TraceRequest request : trace.requests()) {
                LocalDateTime at = SAMPLE_START.plusNanos(Math.round(request.atSeconds() * 1e7) * 100);
                out.write(SEVEN_DIGITS.format(at) + "," + request.promptTokens() + "," + request.outputTokens() + "\n");
            }
        }
    }

    private record Row(LocalDateTime at, int promptTokens, int outputTokens) {
        TraceRequest since(LocalDateTime first) {
            double seconds = Duration.between(first, at).toNanos() / 1e9;
            return new TraceRequest(seconds, promptTokens, outputTokens, List.of());
        }
    }

    private static LocalDateTime timestamp(String source, int number, String cell) {
        try {
            return LocalDateTime.parse(cell.strip(), TIMESTAMP);
        } catch (DateTimeParseException e) {
            throw bad(
                    source,
                    number,
                    "TIMESTAMP is not a time such as 2023-11-16 18:15:46.6805900 but '" + TraceFiles.shortened(cell)
                            + "'");
        }
    }

    private static int tokens(String source, int number, String column, String cell) {
        int tokens;
        try {
            tokens = Integer.parseInt(cell.strip());
        } catch (NumberFormatException e) {
            throw bad(source, number, column + " is not a whole number but '" + TraceFiles.shortened(cell) + "'");
        }
        if (tokens < 0) {
            throw bad(source, number, column + " is negative: " + tokens);
        }
        // Some real traces tell of requests without output; an engine reads and makes at least one token.
        return Math.max(1, tokens);
    }

    private static TraceException bad(String source, int number, String what) {
        return new TraceException(source + ", line " + number + ": " + what);
    }
}
