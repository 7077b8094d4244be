package dev.berth.streaming.app;

import dev.berth.domain.demand.EngineSample;
import dev.berth.streaming.batch.LineFiles;
import dev.berth.streaming.batch.Period;
import dev.berth.streaming.demand.DemandConfig;
import dev.berth.streaming.demand.ReadRecord;
import dev.berth.streaming.kafka.EngineSamplesSource;
import dev.berth.streaming.kafka.RequestsSource;
import dev.berth.streaming.kafka.TopicSetup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.connector.source.Source;
import picocli.CommandLine.Option;

/** A period of a finished log, and where the log is. */
final class LogOptions {
    /** A record is written when what it tells of has happened, by a clock that may be another. */
    private static final long SLACK_MILLIS = 120_000;

    private static final Duration KAFKA_WITHIN = Duration.ofSeconds(20);
    private static final String KAFKA = "kafka";

    @Option(
            names = "--from",
            required = true,
            paramLabel = "TIME",
            description = "begin, UTC: 2026-01-31, 2026-01-31T08:00:00Z, or -2h (before now)")
    private String from;

    @Option(names = "--to", defaultValue = "-0s", paramLabel = "TIME", description = "end, likewise (default: now)")
    private String to;

    @Option(
            names = "--input",
            split = ",",
            paramLabel = "FILE",
            defaultValue = KAFKA,
            description = "files of berth.requests, JSON lines, plain or .gz .zst .bz2 .xz (default: the topic)")
    private List<String> input;

    @Option(
            names = "--engine-input",
            split = ",",
            paramLabel = "FILE",
            description = "files of berth.engine, for pods' hours (default: the topic, if requests come from it)")
    private List<Path> engineInput;

    @Option(
            names = "--kafka",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:9092",
            description = "Kafka's bootstrap servers (${DEFAULT-VALUE})")
    private String kafka;

    Period period() {
        long now = System.currentTimeMillis();
        long begin = millis("--from", from, now);
        long end = millis("--to", to, now);
        if (end <= begin) {
            throw new IllegalArgumentException("--to (" + to + ") must be later than --from (" + from + ")");
        }
        return new Period(begin, end);
    }

    static long millis(String option, String text, long nowMillis) {
        try {
            if (text.startsWith("-")) {
                return nowMillis - Duration.parse("PT" + text.substring(1)).toMillis();
            }
            return text.contains("T")
                    ? Instant.parse(text).toEpochMilli()
                    : LocalDate.parse(text)
                            .atStartOfDay()
                            .toInstant(ZoneOffset.UTC)
                            .toEpochMilli();
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    option + " is a time like 2026-01-31, 2026-01-31T08:00:00Z or -2h, not '" + text + "'", e);
        }
    }

    private boolean fromKafka() {
        return input.equals(List.of(KAFKA));
    }

    Source<ReadRecord, ?, ?> requests(DemandConfig config, Period period) throws InterruptedException {
        if (!fromKafka()) {
            return LineFiles.requests(existing(input.stream().map(Path::of).toList()), config.futureMillis());
        }
        TopicSetup.ensure(kafka, KAFKA_WITHIN);
        return RequestsSource.between(
                kafka, config, Math.max(0, period.fromMillis() - SLACK_MILLIS), period.toMillis() + SLACK_MILLIS);
    }

    Optional<Source<EngineSample, ?, ?>> engineSamples(Period period) {
        if (engineInput != null) {
            return Optional.of(LineFiles.engineSamples(existing(engineInput)));
        }
        return fromKafka()
                ? Optional.of(EngineSamplesSource.between(
                        kafka, Math.max(0, period.fromMillis() - SLACK_MILLIS), period.toMillis() + SLACK_MILLIS))
                : Optional.empty();
    }

    private static List<Path> existing(List<Path> files) {
        for (Path file : files) {
            if (!Files.isReadable(file)) {
                throw new IllegalArgumentException("there is no file " + file + " to read");
            }
        }
        return files;
    }
}
