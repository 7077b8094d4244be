package dev.berth.simulator.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.config.ConfigReference;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What a user is told who asked for what can't be done: one sentence, exit 2. */
class SimulateCommandTest {
    private static final Path REPOSITORY = Path.of("").toAbsolutePath().getParent();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path folder;

    @Test
    void helpShowsAnExample() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("./berth simulate --engine a10 --name pod-1 --port 9001");
    }

    @Test
    void anUnknownOptionIsRefused() {
        assertThat(run("--prot", "1")).isEqualTo(2);
        assertThat(err.toString()).startsWith("berth simulate: Unknown option").hasLineCount(1);
    }

    @Test
    void anUnknownEngineIsRefusedWithTheNearest() {
        assertThat(run("--engine", "a11")).isEqualTo(2);
        assertThat(err.toString()).isEqualToIgnoringNewLines("berth simulate: no engine 'a11'; did you mean 'a10'?");
    }

    @Test
    void aBrokenEngineFileIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("engine.json"), "{\"name\": ");

        assertThat(run("--engine", file.toString())).isEqualTo(2);
        assertThat(err.toString())
                .startsWith("berth simulate: " + file + ", line 1: not readable as YAML or JSON")
                .hasLineCount(1);
    }

    @Test
    void anEngineFileWithoutACoefficientIsRefusedByItsName() throws IOException {
        assertThat(run("--engine", engineFile("\"perKvTokenMillis\": 0.0,", "")))
                .isEqualTo(2);
        assertThat(err.toString())
                .endsWith("engine.json: 'stepTime.perKvTokenMillis' is missing" + System.lineSeparator())
                .hasLineCount(1);
    }

    @Test
    void anEngineFileWithANegativeCoefficientIsRefusedByItsName() throws IOException {
        assertThat(run("--engine", engineFile("\"baseMillis\": 33.0", "\"baseMillis\": -33.0")))
                .isEqualTo(2);
        assertThat(err.toString())
                .endsWith("engine.json: stepTime: baseMillis must be a number >= 0, not -33.0" + System.lineSeparator())
                .hasLineCount(1);
    }

    @Test
    void anEngineFileWithAnUnknownKeyIsRefusedWithTheNearest() throws IOException {
        assertThat(run("--engine", engineFile("\"maxLoras\"", "\"maxLora\""))).isEqualTo(2);
        assertThat(err.toString())
                .endsWith(
                        "engine.json: unknown key 'limits.maxLora'; did you mean 'maxLoras'?" + System.lineSeparator())
                .hasLineCount(1);
    }

    private String engineFile(String sound, String broken) throws IOException {
        String a10 = Files.readString(REPOSITORY.resolve("datasets/engines/a10.json"));
        assertThat(a10).contains(sound);
        return Files.writeString(folder.resolve("engine.json"), a10.replace(sound, broken))
                .toString();
    }

    @Test
    void moreSlotsThanHostPlacesAreRefused() {
        assertThat(run("--max-loras", "8", "--max-cpu-loras", "4")).isEqualTo(2);
        assertThat(err.toString())
                .contains("max_cpu_loras (4) must be >= max_loras (8)")
                .hasLineCount(1);
    }

    @Test
    void anUnknownKeyOfTheConfigurationIsRefusedWithTheNearest() throws IOException {
        Path file = Files.writeString(folder.resolve("pod.yaml"), "pod:\n  sped: 2\n");

        assertThat(run("--config", file.toString())).isEqualTo(2);
        assertThat(err.toString())
                .contains("unknown key 'pod.sped'; did you mean '", "speed'?")
                .hasLineCount(1);
    }

    @Test
    void anImpossibleSpeedIsRefused() {
        assertThat(run("--speed", "0")).isEqualTo(2);
        assertThat(err.toString()).contains("speed is above 0").hasLineCount(1);
    }

    @Test
    void missingLengthsAreRefused() {
        assertThat(run("--lengths", folder.resolve("none").toString())).isEqualTo(2);
        assertThat(err.toString()).contains("no file of output lengths").hasLineCount(1);
    }

    @Test
    void aPortInUseIsToldInOneSentence() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(run("--port", Integer.toString(taken.getLocalPort()))).isEqualTo(2);
        }
        assertThat(err.toString()).contains("the port is in use").hasLineCount(1);
    }

    @Test
    void everyOptionOfTheConfigurationIsDocumented() {
        assertThat(ConfigReference.table(SimulateConfig.DEFAULTS))
                .contains("| `engine` | `a10` |", "| `pod.speed` | `1.0` |", "| `pod.flags.zombies` | `false` |");
    }

    private int run(String... args) {
        String before = System.getProperty("berth.home");
        System.setProperty("berth.home", REPOSITORY.toString());
        try {
            CommandLine line = SimulateCommand.commandLine(new SimulateCommand());
            return line.setOut(new PrintWriter(out))
                    .setErr(new PrintWriter(err))
                    .execute(args);
        } finally {
            if (before == null) {
                System.clearProperty("berth.home");
            } else {
                System.setProperty("berth.home", before);
            }
        }
    }
}
