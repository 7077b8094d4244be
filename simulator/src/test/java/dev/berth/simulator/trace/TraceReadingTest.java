package dev.berth.simulator.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceReadingTest {
    private static final Path SAMPLE = Path.of("..", "datasets", "traces", "azure-conv-like-600s.csv");

    @TempDir
    private Path directory;

    private Path file(String content) throws IOException {
        return Files.writeString(directory.resolve("trace"), content);
    }

    private static List<TraceRequest> streamed(Path file) {
        List<TraceRequest> requests = new ArrayList<>();
        try (TraceReading reading = TraceFiles.open(file)) {
            reading.forEachRemaining(requests::add);
        }
        return requests;
    }

    @Test
    void lineByLineGivesWhatTheWholeFileDoes() {
        assertThat(streamed(SAMPLE)).isEqualTo(TraceFiles.read(SAMPLE).requests());
    }

    @Test
    void gzipIsReadLikeText() throws IOException {
        Path zipped = directory.resolve("trace.csv.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(zipped))) {
            Files.copy(SAMPLE, out);
        }

        assertThat(streamed(zipped)).isEqualTo(streamed(SAMPLE));
        assertThat(TraceFiles.read(zipped).requests()).isEqualTo(streamed(SAMPLE));
    }

    @Test
    void aTornGzipFileIsOneSentence() throws IOException {
        Path whole = directory.resolve("whole.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(whole))) {
            out.write("TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:15:46,1,2\n"
                    .getBytes(StandardCharsets.UTF_8));
        }
        byte[] bytes = Files.readAllBytes(whole);
        Path torn = Files.write(directory.resolve("torn.gz"), Arrays.copyOf(bytes, bytes.length - 12));

        assertThatThrownBy(() -> streamed(torn))
                .isInstanceOf(TraceException.class)
                .hasMessageStartingWith(torn.toString())
                .hasMessageContaining("can't be read");
    }

    @Test
    void memoryDoesNotGrowWithTheFile() throws IOException {
        int[] lengths = {200, 20_000};
        for (int requests : lengths) {
            StringBuilder text = new StringBuilder();
            for (int second = 0; second < requests; second++) {
                text.append(
                        "{\"timestamp\": %d, \"input_length\": 1, \"output_length\": 1}%n".formatted(second * 1000));
            }
            try (StreamedTrace reading = (StreamedTrace) TraceFiles.open(file(text.toString()))) {
                reading.forEachRemaining(request -> {});
                assertThat(reading.mostWaiting()).isEqualTo(61);
            }
        }
    }

    @Test
    void littleDisorderIsPutInOrder() throws IOException {
        Path file = file(
                """
                {"timestamp": 3000, "input_length": 3, "output_length": 1}
                {"timestamp": 0, "input_length": 1, "output_length": 1}
                {"timestamp": 1000, "input_length": 2, "output_length": 1}
                """);

        assertThat(streamed(file)).extracting(TraceRequest::promptTokens).containsExactly(1, 2, 3);
    }

    @Test
    void muchDisorderIsRefusedWithItsLine() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int second = 0; second < 200; second += 10) {
            text.append("{\"timestamp\": %d, \"input_length\": 1, \"output_length\": 1}%n".formatted(second * 1000));
        }
        Path file = file(text + "{\"timestamp\": 5000, \"input_length\": 1, \"output_length\": 1}\n");

        assertThatThrownBy(() -> streamed(file))
                .hasMessageStartingWith(
                        file + ", line 21, column 1: arrives 125.0 s before a request on an earlier line");
        assertThat(TraceFiles.read(file).requests()).hasSize(21);
    }

    @Test
    void aWrongLineIsSaidWhenItIsReached() throws IOException {
        StringBuilder text = new StringBuilder("TIMESTAMP,ContextTokens,GeneratedTokens\n");
        for (int minute = 0; minute < 10; minute++) {
            text.append("2023-11-16 18:1%d:00,1,2%n".formatted(minute));
        }
        Path file = file(text + "2023-11-16 18:20:00,x,2\n");

        try (TraceReading reading = TraceFiles.open(file)) {
            assertThat(reading.next().atSeconds()).isZero();
            assertThatThrownBy(() -> reading.forEachRemaining(request -> {}))
                    .hasMessage(file + ", line 12, column 2: ContextTokens is not a whole number but 'x'");
        }
    }
}
