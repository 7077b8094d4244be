package dev.berth.evaluation.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.domain.json.Json;
import dev.berth.evaluation.outcome.RunResult;
import dev.berth.evaluation.scenario.LoraOverhead;
import dev.berth.evaluation.virtual.Arm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CachedRunsTest {
    private static final Workload S1 = new Workload("S1", LoraOverhead.LOW, 1, 0, 0);
    private static final RunSpec SPEC = new RunSpec(S1, new Arm("lpt-need", "least-request"), 1);

    @TempDir
    private Path directory;

    private final CurveRunner runner = new CurveRunner(spec -> 0.97);

    private CachedRuns runs() {
        return new CachedRuns(runner, directory.resolve("runs"), RunListener.NONE, () -> 0);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("runs"))) {
            return files.sorted().toList();
        }
    }

    @Test
    void aRunIsMadeOnceAndIsTheSameWhenRemembered() {
        RunResult made = runs().result(SPEC);
        RunResult remembered = runs().result(SPEC);

        assertThat(runner.made()).hasSize(1);
        assertThat(Json.write(remembered)).isEqualTo(Json.write(made));
    }

    @Test
    void everythingThatDecidesAResultDecidesWhetherItIsKnown() {
        runs().result(SPEC);

        runs().result(new RunSpec(S1, SPEC.arm(), 2));
        runs().result(new RunSpec(S1, new Arm("lpt-need", "random"), 1));
        runs().result(new RunSpec(S1.atRate(1.01), SPEC.arm(), 1));
        runs().result(new RunSpec(S1.withPods(8), SPEC.arm(), 1));
        runs().result(new RunSpec(new Workload("S1", LoraOverhead.HIGH, 1, 0, 0), SPEC.arm(), 1));
        runs().result(new RunSpec(new Workload("S1", LoraOverhead.LOW, 1, 0, 60), SPEC.arm(), 1));

        assertThat(runner.made()).hasSize(7).doesNotHaveDuplicates();
    }

    @Test
    void changedCodeOrScenarioIsRunAnew() {
        runs().result(SPEC);
        runner.change("2");
        runs().result(SPEC);
        runner.change("1");
        runs().result(SPEC);

        assertThat(runner.made()).hasSize(2);
    }

    @Test
    void aFileThatIsHalfThereIsMadeAnew() throws IOException {
        runs().result(SPEC);
        Path file = files().get(0);
        String whole = Files.readString(file);
        Files.writeString(file, whole.substring(0, whole.length() / 2));

        runs().result(SPEC);

        assertThat(runner.made()).hasSize(2);
        assertThat(files()).containsExactly(file);
        assertThat(file).hasContent(whole);
    }

    @Test
    void aFileThatTellsOfAnotherRunIsNotBelieved() throws IOException {
        runs().result(SPEC);
        Path file = files().get(0);
        Files.writeString(file, Files.readString(file).replace("\"seed\":1", "\"seed\":9"));

        runs().result(SPEC);

        assertThat(runner.made()).hasSize(2);
    }

    @Test
    void whatCanNotBeWrittenIsOneSentence() throws IOException {
        Files.writeString(directory.resolve("runs"), "a file");

        assertThatThrownBy(() -> runs().result(SPEC))
                .hasMessageContaining("runs")
                .hasMessageNotContaining("\n");
    }
}
