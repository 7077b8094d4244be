package dev.berth.simulator.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceFilesTest {
    @TempDir
    private Path directory;

    private Path file(String content) throws IOException {
        return Files.writeString(directory.resolve("trace"), content);
    }

    @Test
    void readsAzureWithSevenDigitsAndCarriageReturnsFromTheFirstArrival() throws IOException {
        Trace trace = TraceFiles.read(file("TIMESTAMP,ContextTokens,GeneratedTokens\r\n"
                + "2023-11-16 18:15:46.6805900,374,44\r\n2023-11-16 18:15:50.9951690,396,109"));

        assertThat(trace.requests()).hasSize(2);
        assertThat(trace.requests().get(0)).isEqualTo(new TraceRequest(0, 374, 44, List.of()));
        assertThat(trace.requests().get(1).atSeconds()).isCloseTo(4.314579, within(1e-9));
        assertThat(trace.durationSeconds()).isCloseTo(4.314579, within(1e-9));
    }

    @Test
    void readsAzureWithZoneAndOutOfOrder() throws IOException {
        Trace trace = TraceFiles.read(
                file(
                        """
                TIMESTAMP,ContextTokens,GeneratedTokens
                2024-05-10 00:00:02.5+00:00,2,2
                2024-05-10 00:00:00+00:00,1,0

                """));

        assertThat(trace.requests())
                .containsExactly(new TraceRequest(0, 1, 1, List.of()), new TraceRequest(2.5, 2, 2, List.of()));
    }

    @Test
    void readsMooncakeWithItsBlocks() throws IOException {
        Trace trace = TraceFiles.read(
                file(
                        """
                {"timestamp": 0, "input_length": 600, "output_length": 5, "hash_ids": [0, 1]}
                {"timestamp": 3000, "input_length": 7, "output_length": 0}
                """));

        assertThat(trace.requests())
                .containsExactly(new TraceRequest(0, 600, 5, List.of(0L, 1L)), new TraceRequest(3, 7, 1, List.of()));
        assertThat(trace.isOnGrid(3)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            2023-11-16 18:15:46,1                   | line 2, column 3: expected 3 cells
            2023-11-16 18:15:46,1,2,3               | line 2, column 4: expected 3 cells
            yesterday,1,2                           | line 2, column 1: TIMESTAMP is not a time
            2023-11-16 18:15:46,many,2              | line 2, column 2: ContextTokens is not a whole number but 'many'
            2023-11-16 18:15:46,1,-2                | line 2, column 3: GeneratedTokens is negative
            2023-11-16 18:15:46,99999999999,2       | line 2, column 2: ContextTokens is not a whole number
            9999-11-16 18:15:46,1,2                 | line 2, column 1: TIMESTAMP is not a time
            """)
    void saysWhereAnAzureTraceIsWrong(String line, String message) throws IOException {
        Path file = file("TIMESTAMP,ContextTokens,GeneratedTokens\n" + line + "\n");

        assertThatThrownBy(() -> TraceFiles.read(file))
                .isInstanceOf(TraceException.class)
                .hasMessageStartingWith(file + ", " + message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            {"timestamp": 1,                                                       | line 2, column 17: not a JSON object
            [1, 2]                                                                 | line 2, column 1: not a JSON object
            {"timestamp": 1, "output_length": 2}                                   | line 2, column 1: has no 'input_length'
            {"timestamp": -1, "input_length": 1, "output_length": 2}               | line 2, column 2: 'timestamp' is not
            {"timestamp": 1, "input_length": "x", "output_length": 2}              | line 2, column 18: 'input_length' is
            {"timestamp": 1, "input_length": 1, "output_length": 2, "hash_ids": 3} | line 2, column 57: 'hash_ids' is not
            {"timestamp": 1, "input_length": 1, "output_length": 2, "hash_ids": ["a"]} | line 2, column 57: 'hash_ids' holds
            """)
    void saysWhereAMooncakeTraceIsWrong(String line, String message) throws IOException {
        Path file = file("{\"timestamp\": 0, \"input_length\": 1, \"output_length\": 1}\n" + line + "\n");

        assertThatThrownBy(() -> TraceFiles.read(file))
                .isInstanceOf(TraceException.class)
                .hasMessageStartingWith(file + ", " + message);
    }

    @Test
    void saysWhatIsNoTrace() throws IOException {
        Path missing = directory.resolve("missing.csv");
        assertThatThrownBy(() -> TraceFiles.read(missing)).hasMessage(missing + ": no such trace file");
        assertThatThrownBy(() -> TraceFiles.read(directory)).hasMessageContaining("is a directory");

        Path empty = file("");
        assertThatThrownBy(() -> TraceFiles.read(empty))
                .hasMessageContaining("line 1, column 1: a trace begins with a header");
        Path other = file("a,b\n1,2\n");
        assertThatThrownBy(() -> TraceFiles.read(other)).hasMessageContaining("line 1, column 1: neither the header");
        Path header = file("TIMESTAMP,ContextTokens,GeneratedTokens\n");
        assertThatThrownBy(() -> TraceFiles.read(header)).hasMessageEndingWith("has no request");
        Path binary = Files.write(directory.resolve("trace"), new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
        assertThatThrownBy(() -> TraceFiles.read(binary)).hasMessageContaining("not text in UTF-8");
    }

    @Test
    void whatIsWrittenIsReadAgain() throws IOException {
        Trace trace = new Trace(
                "made",
                10,
                List.of(new TraceRequest(0, 1, 2, List.of()), new TraceRequest(1.2345678, 30, 40, List.of())));
        Path file = directory.resolve("written.csv");

        AzureCsv.write(trace, file);

        assertThat(TraceFiles.read(file).requests()).isEqualTo(trace.requests());
    }
}
