package dev.berth.evaluation.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.domain.json.Json;
import dev.berth.simulator.trace.Trace;
import dev.berth.simulator.trace.TraceFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceCommandTest {
    @TempDir
    private Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private PrintStream realOut;
    private PrintStream realErr;

    @BeforeEach
    void listen() {
        realOut = System.out;
        realErr = System.err;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void restore() {
        System.setOut(realOut);
        System.setErr(realErr);
    }

    private int trace(Object... words) {
        String[] args = new String[words.length];
        for (int i = 0; i < words.length; i++) {
            args[i] = words[i].toString();
        }
        return Verb.run(new TraceCommand(), args);
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String complaint() {
        return err.toString(StandardCharsets.UTF_8).strip();
    }

    @Test
    void generatesDescribesAndConverts() {
        Path made = directory.resolve("made.csv");
        Path cut = directory.resolve("cut.csv");

        assertThat(trace("generate", "--seconds", 120, "--seed", 4, "--out", made))
                .isZero();
        assertThat(trace("describe", made)).isZero();
        assertThat(trace(
                        "convert",
                        made,
                        "--start",
                        10,
                        "--seconds",
                        60,
                        "--rate",
                        20,
                        "--max-model-len",
                        3000,
                        "--out",
                        cut))
                .isZero();

        assertThat(said())
                .contains("requests / duration s / mean req/s")
                .contains("not told")
                .contains("requests left out: longer than 3000 tokens");
        Trace converted = TraceFiles.read(cut);
        assertThat(converted.requests()).allMatch(r -> r.totalTokens() <= 3000);
        assertThat(converted.requests().size() / 60.0).isBetween(18.0, 22.0);
    }

    @Test
    void aScenariosRequestsBecomeARequestLogThatIsATraceAgain() throws IOException {
        Path log = directory.resolve("requests.jsonl");
        Path cut = directory.resolve("cut.jsonl");
        System.setProperty("berth.home", "..");
        try {
            assertThat(trace(
                            "convert",
                            "../datasets/traces/azure-conv-like-600s.csv",
                            "--scenario",
                            "S1",
                            "--seconds",
                            20,
                            "--out",
                            log))
                    .isZero();
            assertThat(trace("convert", log, "--seconds", 10, "--format", "berth", "--out", cut))
                    .isZero();
            assertThat(trace("scenario", "S6")).isZero();
        } finally {
            System.clearProperty("berth.home");
        }
        Trace requests = TraceFiles.read(log);

        assertThat(requests.requests().size() / 20.0).isBetween(110.0, 160.0);
        assertThat(requests.requests())
                .allMatch(r -> r.model().startsWith("adapter-") || r.model().equals("llama-3.1-8b"));
        assertThat(TraceFiles.read(cut).requests().get(7))
                .isEqualTo(requests.requests().get(7));
        assertThat(said())
                .contains("is repeated to last 3500 s")
                .contains("slot floor")
                .contains("S6 ");
    }

    @Test
    void prefixBlocksAreKeptByMooncakesFormatAndSaidToBeLostByOthers() throws IOException {
        Path file = Files.writeString(
                directory.resolve("m.jsonl"),
                """
                {"timestamp": 0, "input_length": 600, "output_length": 5, "hash_ids": [0, 1]}
                {"timestamp": 1500, "input_length": 600, "output_length": 5, "hash_ids": [0, 1]}
                """);
        Path kept = directory.resolve("kept.jsonl");

        assertThat(trace("convert", file, "--format", "mooncake", "--out", kept))
                .isZero();
        assertThat(TraceFiles.read(kept))
                .extracting(Trace::requests)
                .isEqualTo(TraceFiles.read(file).requests());
        assertThat(said()).doesNotContain("left out");
        assertThat(trace("convert", file, "--out", directory.resolve("lost.csv")))
                .isZero();
        assertThat(said()).contains("prefix blocks left out");
    }

    @Test
    void optionsThatContradictAScenarioAreRefused() {
        assertThat(trace("convert", "--scenario", "S1", "--rate", 3, "--out", "x"))
                .isEqualTo(2);
        assertThat(complaint()).startsWith("berth: --start, --rate and --max-model-len don't go with --scenario");
        err.reset();
        assertThat(trace("convert", "--out", "x")).isEqualTo(2);
        assertThat(complaint()).startsWith("berth: give a trace FILE, or --scenario");
    }

    @Test
    void describesForPrograms() throws IOException {
        Path file = Files.writeString(
                directory.resolve("m.jsonl"),
                """
                {"timestamp": 0, "input_length": 600, "output_length": 5, "hash_ids": [0, 1]}
                {"timestamp": 3000, "input_length": 600, "output_length": 5, "hash_ids": [0, 1]}
                """);

        assertThat(trace("describe", "--output", "json", file)).isZero();

        JsonNode json = Json.tree(said());
        assertThat(json.at("/0/file").asText()).isEqualTo("m.jsonl");
        assertThat(json.at("/0/summary/prefixShare").asDouble()).isEqualTo(0.5);
        assertThat(json.at("/0/summary/onGrid").asBoolean()).isTrue();
    }

    @Test
    void whatIsAskedForWronglyIsOneSentenceAndExitTwo() {
        assertThat(trace("describe", directory.resolve("none.csv"))).isEqualTo(2);
        assertThat(complaint()).isEqualTo("berth: " + directory.resolve("none.csv") + ": no such trace file");
        err.reset();
        assertThat(trace("generate", "--sede", 1, "--out", "x")).isEqualTo(2);
        assertThat(complaint()).startsWith("berth: unknown option --sede; did you mean '--seed'?");
        err.reset();
        assertThat(trace("describe", "--output", "xml", "x")).isEqualTo(2);
        assertThat(complaint())
                .startsWith("berth: Invalid value for option '--output'")
                .hasLineCount(1);
        err.reset();
        assertThat(trace("desc")).isEqualTo(2);
        assertThat(complaint()).startsWith("berth: unexpected argument desc; did you mean 'describe'?");
    }

    @Test
    void whatCanNotBeWrittenIsOneSentenceAndExitOne() {
        Path nowhere = directory.resolve("no").resolve("x.csv");

        assertThat(trace("generate", "--seconds", 10, "--out", nowhere)).isEqualTo(1);
        assertThat(complaint()).isEqualTo("berth: can't write " + nowhere + ": its directory does not exist");
    }

    @Test
    void everyCommandShowsAnExample() {
        for (String command : new String[] {"generate", "describe", "convert", "scenario"}) {
            out.reset();
            assertThat(trace(command, "--help")).isZero();
            assertThat(said()).contains("Example: ./berth trace " + command);
        }
    }
}
