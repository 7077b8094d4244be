package dev.berth.simulator.trace;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * The format of the Azure LLM inference traces (2023), which Berth's own samples have, too:
 * {@code TIMESTAMP,ContextTokens,GeneratedTokens} with times such as {@code 2023-11-16 18:15:46.6805900}. Second 0 is the
 * first arrival. Prefix blocks and models have no place in it.
 */
public final class AzureCsv implements TraceFormat {
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

    private static final long DISORDER_NANOS = 60_000_000_000L;

    private final String source;

    AzureCsv(String source) {
        this.source = source;
    }

    static boolean isHeader(String line) {
        String text = line.startsWith("\uFEFF") ? line.substring(1) : line;
        return text.strip().equalsIgnoreCase(HEADER);
    }

    @Override
    public void line(int number, String line, Consumer<RawRequest> found) {
        if (number == 1) {
            return; // The header, by which the format was recognised.
        }
        String[] cells = line.strip().split(",", -1);
        if (cells.length != 3) {
            throw bad(
                    number, Math.min(cells.length + 1, 4), "expected 3 cells (" + HEADER + "), found " + cells.length);
        }
        found.accept(new RawRequest(
                number,
                nanos(number, cells[0]),
                tokens(number, 2, "ContextTokens", cells[1]),
                tokens(number, 3, "GeneratedTokens", cells[2]),
                List.of(),
                ""));
    }

    @Override
    public void end(Consumer<RawRequest> found) {
        // Each line is complete.
    }

    @Override
    public boolean startsWithFirstArrival() {
        return true;
    }

    @Override
    public long disorderNanos() {
        return DISORDER_NANOS;
    }

    private long nanos(int number, String cell) {
        try {
            LocalDateTime at = LocalDateTime.parse(cell.strip(), TIMESTAMP);
            return ChronoUnit.NANOS.between(LocalDateTime.of(1970, 1, 1, 0, 0), at);
        } catch (DateTimeParseException | ArithmeticException e) {
            throw bad(
                    number,
                    1,
                    "TIMESTAMP is not a time such as 2023-11-16 18:15:46.6805900 but '" + TraceFiles.shortened(cell)
                            + "'");
        }
    }

    private int tokens(int number, int column, String name, String cell) {
        int tokens;
        try {
            tokens = Integer.parseInt(cell.strip());
        } catch (NumberFormatException e) {
            throw bad(number, column, name + " is not a whole number but '" + TraceFiles.shortened(cell) + "'");
        }
        if (tokens < 0) {
            throw bad(number, column, name + " is negative: " + tokens);
        }
        // Some real traces tell of requests without output; an engine reads and makes at least one token.
        return Math.max(1, tokens);
    }

    private TraceException bad(int number, int column, String what) {
        return TraceException.at(source, number, column, what);
    }

    /** Writes a trace in this format; prefix blocks have no place in it and are left out. */
    public static void write(Trace trace, Path file) throws IOException {
        try (TraceWriter writer = writer(file)) {
            for (TraceRequest request : trace.requests()) {
                writer.write(request);
            }
        }
    }

    /** Writes a file in this format. */
    public static TraceWriter writer(Path file) throws IOException {
        BufferedWriter out = Files.newBufferedWriter(file);
        out.write(HEADER + "\n");
        return new TraceWriter() {
            @Override
            public void write(TraceRequest request) throws IOException {
                LocalDateTime at = SAMPLE_START.plusNanos(Math.round(request.atSeconds() * 1e7) * 100);
                out.write(SEVEN_DIGITS.format(at) + "," + request.promptTokens() + "," + request.outputTokens() + "\n");
            }

            @Override
            public void close() throws IOException {
                out.close();
            }
        };
    }
}
