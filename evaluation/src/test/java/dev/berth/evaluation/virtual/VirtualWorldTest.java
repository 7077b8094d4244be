package dev.berth.evaluation.virtual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.domain.json.Json;
import dev.berth.evaluation.outcome.ModelRow;
import dev.berth.evaluation.outcome.Recovery;
import dev.berth.evaluation.outcome.RunResult;
import dev.berth.evaluation.outcome.TimePoint;
import dev.berth.evaluation.scenario.Scenario;
import dev.berth.evaluation.scenario.ScenarioFault.Kind;
import dev.berth.evaluation.scenario.ScenarioRequest;
import dev.berth.evaluation.scenario.Traffic;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VirtualWorldTest {
    private static final Arm BERTH = new Arm("optaplanner", "slo-affinity");
    private static final Arm EVEN = new Arm("even-dispatch", "least-request");

    private static RunResult run(SmallWorld world, Arm arm) {
        return VirtualWorld.run(world.scenario(), arm, SmallWorld.CONFIG, 1);
    }

    @Test
    void aLoneRequestTakesWhatTheEngineSaysAndTwoHops() {
        Scenario scenario = SmallWorld.of()
                .seconds(10)
                .scenario(Traffic.of(List.of(ScenarioRequest.of(0, 1_000_000_000L, SmallWorld.adapter(3), 200, 11))));
        RunResult result = VirtualWorld.run(scenario, EVEN, SmallWorld.CONFIG, 1);
        double factor = 1 + 0.08 + 0.001;
        double first = (10 + 200 * 0.05) * factor / 1e3;
        double next = (10 + 0.2) * factor / 1e3;
        assertThat(result.requests().offered()).isEqualTo(1);
        assertThat(result.requests().met()).isEqualTo(1);
        assertThat(result.latencies().ttft().mean()).isCloseTo(first + 0.0006, within(1e-5));
        assertThat(result.latencies().tpot().mean()).isCloseTo(next, within(1e-5));
        assertThat(result.engines().outputTokens()).isEqualTo(11);
        assertThat(result.engines().slotMisses()).isZero();
        assertThat(result.fairness().adapters()).isEqualTo(1);
    }

    @Test
    void aQuietFleetServesEverybodyUnderEachArm() {
        for (Arm arm : List.of(BERTH, EVEN, new Arm("register-everywhere", "lora-affinity"))) {
            RunResult result = run(SmallWorld.of(), arm);
            assertThat(result.requests().offered()).as("%s", arm).isBetween(180L, 300L);
            assertThat(result.requests().completed())
                    .isEqualTo(result.requests().offered());
            assertThat(result.requests().attainment()).as("%s", arm).isGreaterThan(0.99);
            assertThat(result.requests().ceiling()).isEqualTo(1);
            assertThat(result.series().stream().mapToLong(TimePoint::offered).sum())
                    .isEqualTo(result.requests().offered());
            assertThat(result.models().stream().mapToLong(ModelRow::offered).sum())
                    .isEqualTo(result.requests().offered());
            assertThat(result.models().stream().mapToDouble(ModelRow::gpuShare).sum())
                    .isCloseTo(1, within(1e-9));
        }
    }

    @Test
    void anOracleMovesAnAdapterBeforeItsCrowdComes() {
        List<ScenarioRequest> requests = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) { // One request a second, then a crowd for one adapter from 60 s on.
            long at = i < 60 ? i * 1_000_000_000L : 60_000_000_000L + (i - 60) * 30_000_000L;
            requests.add(ScenarioRequest.of(i, at, SmallWorld.adapter(i < 60 ? i % 6 : 5), 300, 40));
        }
        // Host memory for half of the adapters on each pod: with room for all, spare copies leave nothing to load.
        Scenario crowd = SmallWorld.of().slots(2, 3).seconds(118).scenario(Traffic.of(requests));
        WorldConfig config = SmallWorld.CONFIG.withShiftsAt(List.of(60));
        RunResult oracle = VirtualWorld.run(crowd, new Arm("oracle", "slo-affinity"), config, 1);
        RunResult berth = VirtualWorld.run(crowd, BERTH, config, 1);
        assertThat(oracle.series().subList(0, 6)).anyMatch(point -> point.loads() > 0);
        assertThat(berth.series().subList(0, 6)).allMatch(point -> point.loads() == 0);
        assertThat(oracle.requests().met())
                .isGreaterThanOrEqualTo(berth.requests().met());
    }

    @Test
    void equalArgumentsGiveEqualBytes() {
        SmallWorld world = SmallWorld.of()
                .fault(Kind.POD_KILLED, "pod-2", 20, 5)
                .fault(Kind.REDIS_WIPED, "", 30, 0)
                .fault(Kind.ACTUATOR_CRASHED, "", 35, 5);
        String first = Json.write(run(world, BERTH));
        assertThat(Json.write(run(world, BERTH))).isEqualTo(first);
        assertThat(Json.write(VirtualWorld.run(world.scenario(), BERTH, SmallWorld.CONFIG, 2)))
                .isNotEqualTo(first);
    }

    @Test
    void registerEverywhereBeginsWithEveryAdapterOnEveryPod() {
        RunResult result =
                run(SmallWorld.of().adapters(12).slots(2, 4), new Arm("register-everywhere", "least-request"));
        assertThat(result.models()).filteredOn(ModelRow::adapter).allMatch(model -> model.pods() == 3);
        assertThat(result.engines().registrations()).isZero();
        assertThat(result.engines().slotMisses()).as("adapters fight for slots").isPositive();
        assertThat(result.engines().diskReads()).as("and for host memory").isGreaterThan(3 * 12);
    }

    @Test
    void registerEverywhereHasEveryAdapterAgainOnAPodThatWasStartedAgain() {
        RunResult result = run(
                SmallWorld.of().seconds(120).fault(Kind.POD_KILLED, "pod-1", 40, 30),
                new Arm("register-everywhere", "least-request"));
        assertThat(result.series().get(11).readyPods()).isEqualTo(3);
        assertThat(result.models()).filteredOn(ModelRow::adapter).allMatch(model -> model.pods() == 3);
        assertThat(result.engines().registrations())
                .as("the actuator had nothing to load")
                .isZero();
    }

    @Test
    void aLostPodCostsAFewRequestsAndIsRecoveredFrom() {
        RunResult result =
                run(SmallWorld.of().seconds(120).perSecond(15).fault(Kind.POD_KILLED, "pod-1", 40, 30), BERTH);
        assertThat(result.requests().failed()).as("answers that had begun").isPositive();
        assertThat(result.requests().attainment()).isGreaterThan(0.9);
        Recovery recovery = result.recoveries().get(0);
        assertThat(recovery.what()).isEqualTo("pod killed pod-1");
        assertThat(recovery.spillAfterSeconds())
                .as("other pods take what that one was sent")
                .isBetween(0.0, 10.0);
        assertThat(recovery.planAfterSeconds()).isBetween(0.0, 10.0);
        assertThat(recovery.sloAfterSeconds()).isBetween(0.0, 20.0);
        assertThat(result.series().get(4).readyPods()).isEqualTo(2);
        assertThat(result.series().get(11).readyPods()).isEqualTo(3);
    }

    @Test
    void whatCanNotBeServedTimesOutAndCountsAsMissed() {
        RunResult result = run(SmallWorld.of().pods(1).perSecond(60).seconds(90), EVEN);
        assertThat(result.requests().timedOut()).isPositive();
        assertThat(result.requests().attainment()).isLessThan(0.5);
        assertThat(result.requests().offered())
                .isEqualTo(result.requests().completed() + result.requests().timedOut());
    }

    @Test
    void aFleetThatMayGrowGrowsUnderLoad() {
        RunResult result = run(SmallWorld.of().pods(1).scaledTo(3).perSecond(36).seconds(150), BERTH);
        assertThat(result.series().get(result.series().size() - 1).pods()).isGreaterThan(1);
        assertThat(result.engines().gpuSeconds()).isGreaterThan(160);
    }

    @Test
    void warmUpIsServedAndNotCounted() {
        RunResult all = run(SmallWorld.of(), EVEN);
        RunResult later = VirtualWorld.run(SmallWorld.of().scenario(), EVEN, SmallWorld.CONFIG.withWarmUp(30), 1);
        assertThat(later.requests().offered()).isBetween(60L, all.requests().offered() - 60);
        assertThat(later.series()).isEqualTo(all.series());
    }
}
