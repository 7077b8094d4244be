package dev.berth.evaluation.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user gets who asks wrongly: one sentence, exit code 2, and nothing started. */
class QuickstartCommandTest {
    @TempDir
    Path directory;

    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
    private final PrintStream realErrors = System.err;

    @BeforeAll
    static void home() {
        System.setProperty(
                "berth.home", Path.of("..").toAbsolutePath().normalize().toString());
    }

    @BeforeEach
    void capture() {
        System.setErr(new PrintStream(errors, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void release() {
        System.setErr(realErrors);
    }

    @Test
    void aMistypedOptionIsAnsweredWithTheNearest() throws IOException {
        assertThat(run("--engien", "a10")).isEqualTo(2);
        assertThat(said()).startsWith("berth: unknown option --engien; did you mean '--engine'?");
    }

    @Test
    void aMistypedEngineIsAnsweredWithTheNearest() throws IOException {
        assertThat(run("--trace", goodTrace().toString(), "--engine", "a11")).isEqualTo(2);
        assertThat(said()).isEqualTo("berth: unknown engine 'a11'; did you mean 'a10'?\n");
    }

    @Test
    void aMissingTraceIsNamed() {
        assertThat(run("--trace", "/nowhere.csv")).isEqualTo(2);
        assertThat(said()).startsWith("berth: no trace at /nowhere.csv;");
    }

    @Test
    void aMalformedTraceIsNamedWithItsLine() throws IOException {
        Path trace = Files.writeString(
                directory.resolve("bad.csv"),
                "TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:17:03.9799600,4808,10\nnot a time,1,1\n");

        assertThat(run("--trace", trace.toString())).isEqualTo(2);
        assertThat(said())
                .startsWith("berth: ")
                .contains("bad.csv")
                .contains("line 3")
                .hasLineCount(1);
    }

    @Test
    void aPortInUseIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            assertThat(run("--trace", goodTrace().toString(), "--port", String.valueOf(port)))
                    .isEqualTo(2);
            assertThat(said()).startsWith("berth: port " + port + " is in use;");
        }
    }

    @Test
    void aDurationWithoutAUnitIsRefused() {
        assertThat(run("--duration", "90")).isEqualTo(2);
        assertThat(said()).contains("'90' is not a duration such as 500ms, 90s, 5m or 2h");
    }

    @Test
    void numbersOutOfRangeAreNamed() throws IOException {
        String trace = goodTrace().toString();
        assertThat(run("--trace", trace, "--pods", "0")).isEqualTo(2);
        assertThat(run("--trace", trace, "--load", "-1")).isEqualTo(2);
        assertThat(said().lines())
                .containsExactly(
                        "berth: --pods must be at least 1, not 0.",
                        "berth: --load must be above 0 and at most 5, not -1.0.");
    }

    @Test
    void statusWithoutRedisSaysWhereItLooked() {
        int code = Verb.run(new StatusCommand(), "--redis", "redis://127.0.0.1:1", "--fleet", "f");

        assertThat(code).isEqualTo(1);
        assertThat(said()).isEqualTo("berth: there is no Redis at redis://127.0.0.1:1; say where it is by --redis.\n");
    }

    private int run(String... arguments) {
        return Verb.run(new QuickstartCommand(), arguments);
    }

    private String said() {
        return errors.toString(StandardCharsets.UTF_8);
    }

    /** Long enough for the default duration. */
    private Path goodTrace() throws IOException {
        List<String> lines = new ArrayList<>(List.of("TIMESTAMP,ContextTokens,GeneratedTokens"));
        for (int i = 0; i < 200; i++) {
            lines.add(String.format("2023-11-16 18:%02d:%02d.0000000,400,40", 10 + i / 60, i % 60));
        }
        return Files.write(directory.resolve("good.csv"), lines);
    }
}
