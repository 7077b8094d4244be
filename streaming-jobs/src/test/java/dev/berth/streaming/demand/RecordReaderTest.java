package dev.berth.streaming.demand;

import static dev.berth.streaming.demand.RequestStory.answered;
import static dev.berth.streaming.demand.RequestStory.asked;
import static dev.berth.streaming.demand.RequestStory.at;
import static dev.berth.streaming.demand.RequestStory.heartbeat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.demand.Topics;
import dev.berth.domain.json.Json;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordReaderTest {
    private static final long NOW = at(10);

    private final RecordReader reader = new RecordReader(Topics.REQUESTS, 60_000);

    private ReadRecord read(String text) {
        return reader.read(3, 77, text, NOW);
    }

    @Test
    void readsEachKind() {
        assertThat(read(Json.write(asked("sql", 1))).arrived()).isEqualTo(asked("sql", 1));
        assertThat(read(Json.write(answered("sql", 3))).finished()).isEqualTo(answered("sql", 3));
        assertThat(read(Json.write(heartbeat(4, 5))).heartbeat()).isEqualTo(heartbeat(4, 5));
    }

    @Test
    void aNewFieldOfANewerWriterDoesNotMatter() {
        String text = Json.write(asked("sql", 1)).replace("{", "{\"colour\":\"blue\",");
        assertThat(read(text).arrived()).isEqualTo(asked("sql", 1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "garbage | UNREADABLE",
                "`` | UNREADABLE",
                "null | UNREADABLE",
                "[] | UNREADABLE",
                "{\"type\":\"arrived\",\"v\":1 | UNREADABLE",
                "{\"type\":\"departed\",\"v\":1,\"router\":\"r\",\"atMillis\":5} | UNREADABLE",
                "{\"type\":\"arrived\",\"v\":2,\"router\":\"r\",\"model\":\"m\",\"atMillis\":5} | UNKNOWN_FORM",
                "{\"type\":\"arrived\",\"router\":\"r\",\"model\":\"m\",\"atMillis\":5} | UNKNOWN_FORM",
                "{\"type\":\"arrived\",\"v\":1,\"router\":\"r\",\"atMillis\":5} | UNUSABLE",
                "{\"type\":\"arrived\",\"v\":1,\"model\":\"m\",\"atMillis\":5} | UNUSABLE",
                "{\"type\":\"arrived\",\"v\":1,\"router\":\"r\",\"model\":\"m\"} | UNUSABLE",
                "{\"type\":\"finished\",\"v\":1,\"router\":\"r\",\"model\":\"m\",\"atMillis\":5} | UNREADABLE",
                "{\"type\":\"heartbeat\",\"v\":1,\"router\":\"r\",\"atMillis\":5,\"accepted\":-1} | UNUSABLE"
            })
    void whatCannotBeUsedIsADeadLetterWithAReason(String text, Defect defect) {
        ReadRecord read = read(text);
        assertThat(read.defect()).isEqualTo(defect);
        assertThat(read.deadLetter().reason()).isNotBlank();
        assertThat(read.deadLetter().payload()).isEqualTo(text);
        assertThat(read.deadLetter().partition()).isEqualTo(3);
        assertThat(read.deadLetter().offset()).isEqualTo(77);
        assertThat(read.deadLetter().topic()).isEqualTo("berth.requests");
    }

    @ParameterizedTest
    @CsvSource({"e2eSeconds, 2.0, \"NaN\"", "e2eSeconds, 2.0, -1.0", "promptTokens, 100, -1", "outputTokens, 40, 1e18"})
    void numbersThatNothingCanBeMadeOfAreUnusable(String field, String good, String bad) {
        String text = Json.write(answered("sql", 3)).replace("\"" + field + "\":" + good, "\"" + field + "\":" + bad);
        assertThat(read(text).readable()).isFalse();
    }

    @Test
    void aRecordFromTheFutureIsRefusedBeyondAMinute() {
        assertThat(read(Json.write(asked("sql", 70))).readable()).isTrue();
        ReadRecord future = read(Json.write(asked("sql", 70.001)));
        assertThat(future.defect()).isEqualTo(Defect.FUTURE);
        assertThat(future.deadLetter().reason()).contains("60001 ms");
    }

    @Test
    void aBeatFromTheFutureDoesNotMoveTime() {
        assertThat(read(Json.write(heartbeat(71, 0))).defect()).isEqualTo(Defect.FUTURE);
    }

    @Property(tries = 300)
    void noTextMakesItThrow(@ForAll String text) {
        assertThat(read(text).atMillis()).isPositive();
    }
}
