package dev.berth.streaming.demand;

import static dev.berth.streaming.demand.RequestStory.answered;
import static dev.berth.streaming.demand.RequestStory.asked;
import static dev.berth.streaming.demand.RequestStory.heartbeat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.demand.RequestFinished;
import dev.berth.domain.demand.RequestRecord;
import dev.berth.domain.demand.RouterHeartbeat;
import dev.berth.domain.demand.TokenSource;
import dev.berth.domain.json.Json;
import dev.berth.domain.json.UnreadableJsonException;
import dev.berth.domain.slo.Outcome;
import dev.berth.domain.slo.SloJudge;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** It reads all that routers write of plain names, and never anything else than the general reader would. */
class WrittenRecordsTest {
    private static final List<RequestRecord> WRITTEN =
            List.of(asked("sql", 1), answered("chat", 3, 7, 9, 0.125), heartbeat(4, 5));
    private static final String[] NAMES = {
        "", "sql", "tenant-7", "a/b c", "x".repeat(200), "\"", "\\", "é", "\uD83D\uDE00", "\u007f", "\n", "}{,:"
    };

    private final WrittenRecords records = new WrittenRecords();

    private RequestRecord read(String text) {
        return records.read(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<RequestRecord> general(String text) {
        try {
            return Optional.of(Json.read(text, RequestRecord.class));
        } catch (UnreadableJsonException e) {
            return Optional.empty();
        }
    }

    @Test
    void readsWhatRoutersWrite() {
        assertThat(WRITTEN)
                .allSatisfy(record -> assertThat(read(Json.write(record))).isEqualTo(record));
    }

    @Test
    void leavesWhatIsWrittenOtherwiseToOthers() {
        String text = Json.write(asked("sql", 1));
        assertThat(read(text.replace("{", "{\"colour\":\"blue\","))).isNull();
        assertThat(read(text.replace("\"v\":1", "\"v\": 1"))).isNull();
        assertThat(read(text.replace("\"sql\"", "null"))).isNull();
        assertThat(read(text.replace("\"sql\"", "\"s\\u0071l\""))).isNull();
        assertThat(read(text.replace("\"sql\"", "\"acmé\""))).isNull();
        assertThat(read(text + " ")).isNull();
        assertThat(read(text.substring(0, text.length() - 1))).isNull();
        assertThat(read("")).isNull();
    }

    /** A word's place may be taken by another of the same hash. */
    @Test
    void wordsAreToldApart() {
        for (int i = 0; i < 20_000; i++) {
            String name = Integer.toString(i, 36);
            assertThat(read(Json.write(asked(name, 1)))).isEqualTo(asked(name, 1));
        }
        assertThat(read(Json.write(asked("Aa", 1)))).isEqualTo(asked("Aa", 1));
        assertThat(read(Json.write(asked("BB", 1)))).isEqualTo(asked("BB", 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "7",
                "0.0",
                "0.5",
                "00.5",
                "01",
                ".5",
                "5.",
                "-1",
                "+1",
                "1e3",
                "1.5E-3",
                "0.000001",
                "123456.789012",
                "999999999999999",
                "9999999999999999",
                "99999999999999.9",
                "0.1234567890123456",
                "0.30000000000000004",
                "9007199254740993.5",
                "0.00000000000000000000000000000000000001",
                "123456789012345678901234567890",
                "0.12345678901234567890123456789012345678901234567890",
                "4.35",
                "1.1",
                "NaN",
                "null",
                "true",
                "\"1\""
            })
    void aNumberIsWhatTheGeneralReaderTakesItFor(String number) {
        String text = Json.write(answered("sql", 3, 7, 9, 0.125));
        for (String field : List.of("\"e2eSeconds\":0.125", "\"promptTokens\":7", "\"tries\":1")) {
            String changed = text.replace(field, field.substring(0, field.indexOf(':') + 1) + number);
            RequestRecord record = read(changed);
            if (record != null) {
                assertThat(general(changed)).as(changed).contains(record);
            }
        }
    }

    @Property(tries = 2_000)
    void someBytesChanged(
            @ForAll long seed, @ForAll @IntRange(max = 2) int which, @ForAll @IntRange(max = 4) int changes) {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder(Json.write(WRITTEN.get(which)));
        for (int i = 0; i < changes; i++) {
            text.setCharAt(random.nextInt(text.length()), "{}[]\",:0123456789.eE-ntfaul\\ ".charAt(random.nextInt(29)));
        }
        RequestRecord record = read(text.toString());
        if (record != null) {
            assertThat(general(text.toString())).contains(record);
        }
    }

    @Property(tries = 1_000)
    void whateverIsInTheFields(
            @ForAll long v,
            @ForAll double queued,
            @ForAll double ttft,
            @ForAll long tokens,
            @ForAll boolean stream,
            @ForAll Outcome outcome,
            @ForAll TokenSource source,
            @ForAll SloJudge.Verdict verdict,
            @ForAll long seed) {
        Random random = new Random(seed);
        RequestFinished record = new RequestFinished(
                (int) v,
                name(random),
                v,
                name(random),
                name(random),
                name(random),
                tokens,
                name(random),
                name(random),
                (int) tokens,
                outcome,
                random.nextInt(600),
                stream,
                queued,
                ttft,
                Math.rint(random.nextDouble() * 1e9) / 1e6,
                tokens,
                Math.abs(tokens),
                random.nextInt(100_000),
                source,
                name(random),
                verdict,
                name(random),
                name(random));
        RequestRecord read = read(Json.write(record));
        if (read != null) {
            assertThat(read).isEqualTo(record);
        }
    }

    private static String name(Random random) {
        return NAMES[random.nextInt(4) > 0 ? random.nextInt(4) : random.nextInt(NAMES.length)];
    }

    @Property(tries = 300)
    void aHeartbeatOfAnyCounts(@ForAll long accepted, @ForAll long at) {
        RouterHeartbeat beat = new RouterHeartbeat(1, "r", at, at, accepted, accepted, 0);
        RequestRecord read = read(Json.write(beat));
        if (accepted >= 0 && accepted < 1e18 && at >= 0 && at < 1e18) {
            assertThat(read).isEqualTo(beat);
        } else {
            assertThat(read).isNull();
        }
    }

    /** As routers write times, to a microsecond, and as others do, with all digits. */
    @Property(tries = 2_000)
    void everyDigitOfATimeCounts(@ForAll @IntRange(max = 2_000_000_000) int micros, @ForAll long seed) {
        for (double seconds : List.of(micros / 1e6, new Random(seed).nextDouble() * 100)) {
            RequestRecord record = answered("sql", 3, 7, 9, seconds);
            String text = Json.write(record);
            RequestRecord read = read(text);
            assertThat(read == null ? general(text).orElseThrow() : read).isEqualTo(record);
        }
    }
}
