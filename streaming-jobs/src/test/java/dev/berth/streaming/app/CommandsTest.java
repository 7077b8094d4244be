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
    @ValueSource(strings = {"cluster", "taskmanager", "start", "submit", "stop", "report", "backfill"})
    void everyVerbOfJobsHasHelpWithAnExample(String verb) {
        assertThat(run(new JobsCommand(), verb, "--help")).isZero();
        assertThat(said.toString()).containsPattern("Examples?:\\s+./berth jobs " + verb);
    }

    @ParameterizedTest
    @ValueSource(strings = {"publish", "import", "show", "diff"})
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
        assertThat(said.toString())
                .contains("which one? cluster, taskmanager, start, submit, stop, report or backfill");
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
    void aBenchmarkIsImportedShownAndCompared(@TempDir Path directory) throws IOException {
        String benchmark = "src/test/resources/dev/berth/streaming/profile/benchmark/small.jsonl";
        Path berth = directory.resolve("berth.json");
        Path aibrix = directory.resolve("aibrix.json");
        assertThat(run(
                        new ProfileCommand(),
                        "import",
                        "--benchmark=" + benchmark,
                        "--deployment=a100",
                        "--model=llama",
                        "--e2e=4.25",
                        "--percentile=99",
                        "--out=" + berth))
                .isZero();
        assertThat(said.toString()).contains("note: the deployment is named default/a100", "1 of 4 cells have no line");
        assertThat(run(
                        new ProfileCommand(),
                        "import",
                        "--benchmark=" + benchmark,
                        "--deployment=a100",
                        "--model=llama",
                        "--e2e=4.25",
                        "--percentile=99",
                        "--format=aibrix",
                        "--out=" + aibrix))
                .isZero();
        assertThat(Files.readString(aibrix)).contains("\"tputs\":[[7.25,0.0],[3.9,1.975]]");
        assertThat(run(new ProfileCommand(), "show", berth.toString(), aibrix.toString()))
                .isZero();
        assertThat(ProfileTable.of(new ProfileSource(null).read(berth.toString())))
                .contains("default/a100: llama on a100", "from a benchmark", "3.900", " ~", "extrapolated");
        ProfileDifference difference = ProfileDifference.between(
                new ProfileSource(null).read(aibrix.toString()), new ProfileSource(null).read(berth.toString()));
        assertThat(difference.toTable()).contains("tputs: = on average, at most =", "new");
        assertThat(run(new ProfileCommand(), "diff", aibrix.toString(), berth.toString(), "--output=json"))
                .isZero();
    }

    @Test
    void aBadBenchmarkIsRefusedInOneSentence(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("bad.jsonl"), "{}\n");
        assertThat(run(new ProfileCommand(), "import", "--benchmark=" + file, "--deployment=a", "--model=m"))
                .isEqualTo(2);
        assertThat(said.toString()).contains("bad.jsonl, line 1 is neither").doesNotContain("\tat ");
        assertThat(run(new ProfileCommand(), "import", "--benchmark=none", "--deployment=a", "--model=m"))
                .isEqualTo(2);
        assertThat(said.toString()).contains("the benchmark none can't be read: there is no such file");
        assertThat(run(
                        new ProfileCommand(),
                        "import",
                        "--benchmark=" + file,
                        "--deployment=a",
                        "--model=m",
                        "--percentile=95"))
                .isEqualTo(2);
        assertThat(said.toString()).contains("--percentile is 0 (the mean), 50, 90 or 99, not 95");
        assertThat(run(new ProfileCommand(), "show", "nothing.json")).isEqualTo(2);
        assertThat(said.toString()).contains("there is no profile 'nothing.json'");
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
