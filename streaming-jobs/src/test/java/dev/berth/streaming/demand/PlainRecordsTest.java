package dev.berth.streaming.demand;

import static dev.berth.streaming.demand.RequestStory.answered;
import static dev.berth.streaming.demand.RequestStory.asked;
import static dev.berth.streaming.demand.RequestStory.heartbeat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.demand.RequestRecord;
import dev.berth.domain.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** It reads what routers write, and never anything else than the general reader would. */
class PlainRecordsTest {
    private static final List<RequestRecord> WRITTEN =
            List.of(asked("sql", 1), answered("chat \"ä\" \u2028 \uD83D\uDE00", 3, 7, 9, 0.125), heartbeat(4, 5));

    private static Optional<RequestRecord> read(String text) {
        return PlainRecords.read(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void readsWhatRoutersWrite() {
        assertThat(WRITTEN)
                .allSatisfy(record -> assertThat(read(Json.write(record))).contains(record));
    }

    @Test
    void leavesWhatIsNotPlainToTheGeneralReader() {
        String text = Json.write(asked("sql", 1));
        assertThat(read(text.replace("{", "{\"colour\":\"blue\","))).isEmpty();
        assertThat(read(text.replace("\"sql\"", "null"))).isEmpty();
        assertThat(read(text.replace("\"sql\"", "7"))).isEmpty();
        assertThat(read(text + "7")).isEmpty();
        assertThat(read(text.substring(1))).isEmpty();
        assertThat(read("")).isEmpty();
    }

    /** Some bytes are changed: whatever comes of it, the two readers do not disagree. */
    @Property(tries = 2_000)
    void whatItReadsTheGeneralReaderReadsTheSame(
            @ForAll long seed, @ForAll @IntRange(min = 0, max = 2) int which, @ForAll @IntRange(max = 4) int changes) {
        Random random = new Random(seed);
        StringBuilder changed = new StringBuilder(Json.write(WRITTEN.get(which)));
        for (int i = 0; i < changes; i++) {
            changed.setCharAt(
                    random.nextInt(changed.length()), "{}[]\",:0123456789.eE-ntfaul\\ ".charAt(random.nextInt(29)));
        }
        byte[] bytes = changed.toString().getBytes(StandardCharsets.UTF_8);
        String text = new String(bytes, StandardCharsets.UTF_8); // Half of a surrogate pair has no bytes.
        PlainRecords.read(bytes).ifPresent(record -> assertThat(Json.read(text, RequestRecord.class))
                .isEqualTo(record));
    }
}
