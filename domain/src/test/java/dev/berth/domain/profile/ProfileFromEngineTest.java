package dev.berth.domain.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.domain.Version;
import dev.berth.domain.engine.EngineFiles;
import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.engine.SloCapacity;
import dev.berth.domain.slo.SloTarget;
import org.junit.jupiter.api.Test;

class ProfileFromEngineTest {
    private static final EngineSpec A10 = EngineFiles.named("a10");
    private static final SloTarget SLO = new SloTarget(2, 0.1, 0);
    private static final LatencyProfile PROFILE =
            ProfileFromEngine.of(Version.firstOf(3), 5_500, "default/sim", "llama-3.1-8b", A10, SLO, 4);

    @Test
    void every_cell_is_the_capacity_at_that_length() {
        SloCapacity capacity = new SloCapacity(A10, 4);
        Grid grid = PROFILE.indexes();
        for (int out : grid.outputTokens()) {
            for (int in : grid.promptTokens()) {
                Grid.Cell cell = grid.nearest(out, in);
                SloCapacity.Point point = capacity.atSlo(in, out, SLO);
                assertThat(PROFILE.tputs().at(cell)).isEqualTo(point.requestsPerSecond());
                assertThat(PROFILE.e2e().at(cell)).isEqualTo(point.e2eSeconds());
                assertThat(PROFILE.ttft().at(cell)).isEqualTo(point.ttftSeconds());
                assertThat(PROFILE.tpot().at(cell)).isEqualTo(point.tpotSeconds());
            }
        }
    }

    @Test
    void one_request_takes_the_share_that_its_concurrency_leaves() {
        double concurrency = new SloCapacity(A10, 4).atSlo(512, 128, SLO).concurrency();
        assertThat(PROFILE.loadOfOne(128, 512)).isCloseTo(1 / concurrency, within(1e-12));
    }

    @Test
    void nothing_of_it_claims_to_be_measured() {
        assertThat(PROFILE.samples()).isZero();
        assertThat(PROFILE.measured())
                .hasSize(7)
                .allSatisfy(row -> assertThat(row).hasSize(9).containsOnly(false));
        assertThat(PROFILE.createdSeconds()).isEqualTo(5.5);
        assertThat(PROFILE.slos()).isEqualTo(SLO);
        assertThat(PROFILE.engine()).isEqualTo(A10);
    }
}
