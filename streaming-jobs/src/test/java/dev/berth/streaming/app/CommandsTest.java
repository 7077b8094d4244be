package dev.berth.streaming.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.domain.config.ConfigException;
import dev.berth.domain.config.ConfigReference;
import dev.berth.domain.config.ConfigText;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandsTest {
    private final StringWriter said = new StringWriter();

    private int run(Object command, String... arguments) {
        CommandLine line = CommandLines.line(command);
        line.setErr(new PrintWriter(said, true));
        line.setOut(new PrintWriter(said, true));
        return line.execute(arguments);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cluster", "taskmanager", "start", "report", "backfill"})
    void everyVerbOfJobsHasHelpWithAnExample(String verb) {
        assertThat(run(new JobsCommand(), verb, "--help")).isZero();
        assertThat(said.toString()).containsPattern("Examples?:\\s+./berth jobs " + verb);
    }

    @ParameterizedTest
    @ValueSource(strings = {"publish", "show"})
    void everyVerbOfProfileHasHelpWithAnExample(String verb) {
        assertThat(run(new ProfileCommand(), verb, "--help")).isZero();
        assertThat(said.toString()).contains("Example: ./berth profile " + verb);
    }

    @Test
    void anUnknownOptionIsRefusedWithTheNearest() {
        assertThat(run(new JobsCommand(), "cluster", "--flet=x")).isEqualTo(2);
        assertThat(said.toString())
                .contains("Unknown option: '--flet=x'", "--fleet")
                .doesNotContain("\tat ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--from=yesterday", "--from=2026-02-01 --to=2026-01-01", "--from=-1h --input=no-such.jsonl"})
    void aReportThatCantBeMadeSaysWhyInOneSentence(String arguments) {
        String[] all = ("report " + arguments).split(" ");
        assertThat(run(new JobsCommand(), all)).isEqualTo(2);
        assertThat(said.toString()).startsWith("berth: ").doesNotContain("\tat ");
        assertThat(said.toString().lines()).hasSize(1);
    }

    @Test
    void withoutASubcommandItAsksWhich() {
        assertThat(run(new JobsCommand())).isEqualTo(2);
        assertThat(said.toString()).contains("which one? cluster, taskmanager, start, report or backfill");
    }

    @Test
    void anUnknownKeyIsRefusedWithTheNearest(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("jobs.yaml"), "demand: {windowSecond: 20}\n");
        assertThat(run(new JobsCommand(), "start", "--embedded", "--config=" + file))
                .isEqualTo(2);
        assertThat(said.toString())
                .contains("unknown key 'demand.windowSecond'; did you mean 'windowSeconds'?")
                .doesNotContain("\tat ");
    }

    @Test
    void aJobManagerWithoutAPortIsRefused() {
        assertThat(run(new JobsCommand(), "taskmanager", "--jobmanager=localhost"))
                .isEqualTo(2);
        assertThat(said.toString()).contains("--jobmanager is HOST:PORT, not 'localhost'");
    }

    @Test
    void anUnknownEngineIsRefusedInOneSentence() {
        assertThat(run(new ProfileCommand(), "publish", "--deployment=default/sim", "--engine=a11"))
                .isEqualTo(2);
        assertThat(said.toString()).contains("there is no engine 'a11'").doesNotContain("\tat ");
    }

    @Test
    void everyOptionOfTheConfigurationIsDocumented() {
        assertThat(ConfigReference.table(JobsConfig.DEFAULTS))
                .contains("| `demand.windowSeconds` | `60` |", "| `scrape.periodMillis` | `2000` |");
    }

    @Test
    void theFileLiesOverTheDefaults() {
        JobsConfig config = ConfigText.read(
                "f", "fleet: demo\ndemand: {windowSeconds: 20, slideSeconds: 2}\n", JobsConfig.DEFAULTS);
        assertThat(config.fleet()).isEqualTo("demo");
        assertThat(config.demand().windowSeconds()).isEqualTo(20);
        assertThat(config.demand().outOfOrderMillis()).isEqualTo(1_000);
        assertThatThrownBy(() -> ConfigText.read("f", "restPort: 70000", JobsConfig.DEFAULTS))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("restPort is a port");
    }
}
