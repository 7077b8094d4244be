package dev.berth.simulator.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.domain.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputLengthsTest {
    @TempDir
    Path folder;

    @Test
    void aFileTellsTheLengthsOfItsRequests() throws IOException {
        Path file = Files.writeString(folder.resolve("lengths.csv"), "a-1,17\n\n b,2 , 0\n");

        OutputLengths lengths = OutputLengths.read(file, 1);

        assertThat(lengths.of("a-1")).isEqualTo(17);
        assertThat(lengths.of("b,2")).as("at least one").isEqualTo(1);
    }

    @Test
    void aBadLineIsToldWithItsPlace() throws IOException {
        Path file = Files.writeString(folder.resolve("lengths.csv"), "a,17\nb;18\n");

        assertThatThrownBy(() -> OutputLengths.read(file, 1))
                .isInstanceOf(ConfigException.class)
                .hasMessage(file + ", line 2: expected requestId,outputTokens, found 'b;18'");
        assertThatThrownBy(() -> OutputLengths.read(folder.resolve("none"), 1))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("no file of output lengths");
    }

    @Test
    void otherLengthsAreDrawnByTheRequestAndTheSeed() {
        OutputLengths lengths = new OutputLengths(Map.of(), 1);

        assertThat(lengths.of("x")).isEqualTo(new OutputLengths(Map.of(), 1).of("x"));
        assertThat(lengths.of("x")).isNotEqualTo(new OutputLengths(Map.of(), 2).of("x"));
        int[] drawn =
                IntStream.range(0, 20_000).map(i -> lengths.of("request-" + i)).toArray();
        assertThat(IntStream.of(drawn).min().orElse(0)).isGreaterThanOrEqualTo(1);
        assertThat(IntStream.of(drawn).average().orElse(0)).isCloseTo(200, Percentage.withPercentage(3));
    }
}
