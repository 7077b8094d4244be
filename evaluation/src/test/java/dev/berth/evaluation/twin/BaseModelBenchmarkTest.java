package dev.berth.evaluation.twin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.berth.domain.config.ConfigException;
import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.engine.EngineText;
import dev.berth.evaluation.twin.BaseModelBenchmark.Cell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BaseModelBenchmarkTest {
    private static final Path ENGINE = Path.of("..", "datasets", "engines", "a100-aibrix.json");
    private static final Path CELLS = Path.of("..", "..", "shared", "profiles", "simulator-llama2-7b-a100.jsonl");

    @TempDir
    private Path directory;

    @Test
    void a_cell_joins_the_lines_of_its_metrics() throws IOException {
        String head =
                "{\"input_tokens\": 128, \"output_tokens\": 4, \"request_rate\": 2.0, \"samples\": 100, \"metric\": ";
        Path file = Files.writeString(
                directory.resolve("cells.jsonl"),
                head + "\"TPUT\", \"mean\": 2.1}\n" + head + "\"E2E\", \"mean\": 0.2, \"P50\": 0.07}\n" + head
                        + "\"TTFT\", \"mean\": 1e-05, \"P50\": 1e-05}\n\n");

        assertThat(BaseModelBenchmark.read(file)).containsExactly(new Cell(128, 4, 2, 100, 0.07, 2.1));

        Path torn = Files.writeString(directory.resolve("torn.jsonl"), head + "\"TPUT\", \"mean\": 2.1}\n{\"input\n");
        assertThatThrownBy(() -> BaseModelBenchmark.read(torn))
                .isInstanceOf(ConfigException.class)
                .hasMessage(torn + ", line 2: it is no benchmark record");
    }

    @Test
    void requests_far_apart_take_the_time_of_their_own_steps() throws IOException {
        Cell cell = BaseModelBenchmark.simulate(engine(), new Cell(128, 4, 0.01, 5, 0, 0));

        double step = 10.53;
        double byHand = 4 * step + 128 * 0.0553 + 3 * 0.0253 + (128 + 129 + 130) * 0.00028;
        assertThat(cell.medianE2e()).isCloseTo(byHand / 1000, within(1e-6));
    }

    @Test
    void the_committed_fit_is_near_the_published_cells() throws IOException {
        assumeThat(Files.isRegularFile(CELLS))
                .as("NOT CHECKED: there is no " + CELLS.toAbsolutePath().normalize())
                .isTrue();

        BaseModelBenchmark.Score score = BaseModelBenchmark.score(engine(), BaseModelBenchmark.read(CELLS));

        assertThat(score.throughput().runs()).isEqualTo(280);
        assertThat(score.throughput().mean()).isLessThan(0.03);
        assertThat(score.throughput().withinGoal()).isGreaterThan(0.85);
        assertThat(score.medianE2e().median()).isLessThan(0.08);
    }

    private static EngineSpec engine() throws IOException {
        return EngineText.read(ENGINE.toString(), Files.readString(ENGINE));
    }
}
