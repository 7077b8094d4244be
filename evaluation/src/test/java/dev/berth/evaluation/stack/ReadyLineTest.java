package dev.berth.evaluation.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ReadyLineTest {
    @Test
    void aPartTellsItsAddressesWhenItIsReady() {
        assertThat(ReadyLine.OF_BERTH.read("ready router url=http://127.0.0.1:8080 admin=http://127.0.0.1:8081"))
                .contains(Map.of("url", "http://127.0.0.1:8080", "admin", "http://127.0.0.1:8081"));
    }

    @Test
    void aPartMayHaveNothingToTell() {
        assertThat(ReadyLine.OF_BERTH.read("ready optimizer")).contains(Map.of());
    }

    @Test
    void logLinesAreNotMistakenForIt() {
        assertThat(ReadyLine.OF_BERTH.read("12:00:01.000 INFO  Router ready router url=x"))
                .isEmpty();
        assertThat(ReadyLine.OF_BERTH.read("ready")).isEmpty();
        assertThat(ReadyLine.OF_BERTH.read("")).isEmpty();
    }

    @Test
    void redisSaysItInItsOwnWords() {
        assertThat(ReadyLine.OF_REDIS.read("1234:M 20 Nov 2026 12:00:00.000 * Ready to accept connections"))
                .isPresent();
        assertThat(ReadyLine.OF_REDIS.read("1234:C 20 Nov 2026 12:00:00.000 # Configuration loaded"))
                .isEmpty();
    }
}
