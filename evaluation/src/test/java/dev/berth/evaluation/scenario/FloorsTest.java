package dev.berth.evaluation.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.domain.Version;
import dev.berth.domain.engine.EngineLimits;
import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.engine.LoadTime;
import dev.berth.domain.engine.StepTime;
import dev.berth.domain.fleet.AdapterSpec;
import dev.berth.domain.fleet.Catalog;
import dev.berth.domain.fleet.DeploymentSpec;
import dev.berth.domain.slo.SloClass;
import dev.berth.domain.slo.SloTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Numbers that can be worked by hand: a step takes 10 ms and 1 ms for each sequence or 100 prompt tokens. */
class FloorsTest {
    private static final EngineSpec ENGINE = new EngineSpec(
            "test",
            "GPU",
            "m",
            1,
            new StepTime(10, 1, 0.01, 0, 0, 0),
            new EngineLimits(1000, 100_000, 10_000_000, 16, 8192, 2, 4, 64),
            List.of(new LoadTime(8, 1, 1, 1)),
            4,
            60,
            List.of());

    private static Scenario scenario(int pods, int adapters, SloTarget target, List<ScenarioRequest> requests) {
        List<AdapterSpec> specs = new ArrayList<>();
        for (int i = 0; i < adapters; i++) {
            specs.add(new AdapterSpec("a" + i, "base", "/a", "", "a" + i, 8, 1, "only", 1, 0, 0, ""));
        }
        Catalog catalog = new Catalog(
                Version.NONE,
                0,
                specs,
                List.of(new SloClass("only", target, 1)),
                List.of(new DeploymentSpec("default/d", "base", "GPU", 1, 2, 4, 64, pods, pods)));
        return new Scenario(
                "test",
                "",
                catalog,
                Map.of("default/d", ENGINE),
                List.of("a"),
                FleetShape.pods(List.of("default/d"), new int[] {pods}, List.of("a")),
                100_000_000_000L,
                Traffic.of(requests),
                List.of(),
                List.of());
    }

    private static List<ScenarioRequest> evenly(int count, int adapters, int prompt, int output) {
        List<ScenarioRequest> requests = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            requests.add(ScenarioRequest.of(i, i * 100_000_000_000L / count, "a" + i % adapters, prompt, output));
        }
        return requests;
    }

    @Test
    void theLoadFloorIsTheRateOverWhatAPodServesWithinTheSlo() {
        // x requests start in a step of t = 10 + x * (1 * 101 + 0.01 * 900) ms = 10 + 110 x <= 32 ms: x = 0.2, 6.25 a
        // second.
        Scenario scenario = scenario(4, 1, new SloTarget(0, 0.032, 0), evenly(2000, 1, 900, 101));
        ScenarioFloors floors = Floors.of(scenario, 1);

        assertThat(floors.requests()).isEqualTo(2000);
        assertThat(floors.requestsPerSecond()).isCloseTo(20, within(1e-9));
        assertThat(floors.load()).isCloseTo(20 / 6.25 / 4, within(1e-6));
        assertThat(floors.loadFloor()).isEqualTo(4);
        assertThat(floors.peakLoad()).isCloseTo(floors.load(), within(1e-9));
        assertThat(floors.rateOfFloors()).isCloseTo(4 * 6.25 / 20, within(1e-6));
        assertThat(floors.ceiling()).isEqualTo(1);
    }

    @Test
    void theSlotFloorCountsTheAdaptersThatAreActiveAtOnce() {
        // 101 tokens at 11 ms are 1.1 s after the first, which takes 10 + 9 ms: 1.119 s. Each adapter is asked for once
        // a second.
        Scenario scenario = scenario(4, 20, new SloTarget(0, 0, 30), evenly(2000, 20, 900, 101));
        ScenarioFloors floors = Floors.of(scenario, 1);
        double active = 20 * (1 - Math.exp(-1.119));

        assertThat(active / 2).isBetween(6.0, 7.0);
        assertThat(floors.slotFloor()).isEqualTo(7);
        assertThat(floors.strictSlotFloor()).isEqualTo(10);
        // 8 slots are used when 20 * (1 - exp(-1.119 f)) = 8.
        assertThat(floors.rateOfFloors()).isCloseTo(Math.log(20 / 12.0) / 1.119, within(1e-3));
    }

    @Test
    void theCeilingIsWhatAnIdlePodMeets() {
        // E2E of an idle pod: 19 ms and 11 ms for each token after the first; 0.5 s are met by at most 44 tokens.
        List<ScenarioRequest> requests = new ArrayList<>(evenly(30, 1, 900, 44));
        requests.add(ScenarioRequest.of(30, 99_000_000_000L, "a0", 900, 45));

        assertThat(Floors.of(scenario(1, 1, new SloTarget(0, 0, 0.5), requests), 1)
                        .ceiling())
                .isCloseTo(30 / 31.0, within(1e-9));
    }
}
