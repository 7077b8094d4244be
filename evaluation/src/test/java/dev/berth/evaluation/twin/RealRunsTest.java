package dev.berth.evaluation.twin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.engine.EngineText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RealRunsTest {
    private static final Path RUNS = Path.of("..", "..", "shared", "real-runs");
    private static final Path ENGINE = Path.of("..", "datasets", "engines", "vllm-0.5.0.json");

    /** Points on both sides of the knee that no storm makes a matter of luck. */
    private static final Set<String> STEADY = Set.of("48/64", "48/128", "192/320", "192/512", "256/384", "320/320");

    @Test
    void the_committed_fit_meets_the_steady_runs_within_a_few_percent() throws IOException {
        assumeThat(RealRuns.areIn(RUNS))
                .as("NOT CHECKED: the real runs are not in "
                        + RUNS.toAbsolutePath().normalize())
                .isTrue();
        EngineSpec engine = EngineText.read(ENGINE.toString(), Files.readString(ENGINE));
        List<RealRun> steady = RealRuns.read(RUNS).stream()
                .filter(run -> run.point().ratePerAdapter() == 0.025)
                .filter(run ->
                        STEADY.contains(run.point().slots() + "/" + run.point().adapters()))
                .toList();

        assertThat(steady).hasSizeGreaterThanOrEqualTo(STEADY.size());
        assertThat(TwinValidation.compare(engine, steady)).allSatisfy(run -> {
            assertThat(Math.abs(run.throughputError())).as("throughput").isLessThan(0.05);
            assertThat(Math.abs(run.tpotError())).as("TPOT").isLessThan(0.08);
            assertThat(Math.abs(run.medianTtftError())).as("median TTFT").isLessThan(0.15);
        });
    }
}
