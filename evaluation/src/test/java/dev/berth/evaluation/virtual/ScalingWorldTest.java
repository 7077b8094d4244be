package dev.berth.evaluation.virtual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.domain.fleet.PodIncarnation;
import dev.berth.domain.json.Json;
import dev.berth.evaluation.outcome.PodRow;
import dev.berth.evaluation.outcome.RunResult;
import dev.berth.evaluation.outcome.TimePoint;
import dev.berth.evaluation.scenario.Scenario;
import dev.berth.evaluation.scenario.Traffic;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Pods that start and stop: a server takes 20 s to start. */
class ScalingWorldTest {
    private static final int HOT_SECONDS = 240;
    private static final int SECONDS = 1_200;

    private static Scenario hotThenQuiet() {
        SmallWorld world =
                SmallWorld.of().pods(1).scaledFrom(1).scaledTo(4).perSecond(36).seconds(SECONDS);
        return world.scenario(Traffic.of(world.requests(1, HOT_SECONDS, 2)));
    }

    /** When pods came up and went, nanoseconds since the traffic began. */
    private static final class Lives implements WorldWatch {
        private final Map<String, Long> up = new HashMap<>();
        private final Map<String, Long> down = new HashMap<>();
        private long began;

        @Override
        public void trafficBegins(long now, WorldView world) {
            began = now;
        }

        @Override
        public void podUp(long now, PodIncarnation pod) {
            up.put(pod.pod(), now - began);
        }

        @Override
        public void podDown(long now, PodIncarnation pod) {
            down.put(pod.pod(), now - began);
        }
    }

    private static void growsAndShrinks(Arm arm) {
        Lives lives = new Lives();
        RunResult result = VirtualWorld.run(hotThenQuiet(), arm, SmallWorld.CONFIG, 1, lives);
        List<TimePoint> series = result.series();
        int most = series.stream().mapToInt(TimePoint::pods).max().orElseThrow();
        assertThat(most).as("pods under load").isGreaterThan(1);
        assertThat(series.get(series.size() - 1).pods())
                .as("pods when it is quiet")
                .isLessThan(most);
        assertThat(lives.down).as("pods that went").isNotEmpty();
        assertThat(result.requests().failed()).as("requests lost").isZero();
        for (PodRow pod : result.pods()) {
            if (!pod.pod().equals("pod-1") && lives.down.containsKey(pod.pod())) {
                double paid = (lives.down.get(pod.pod()) - lives.up.get(pod.pod())) / 1e9 + 20;
                assertThat(pod.aliveSeconds())
                        .as("%s is paid for from its start to its end", pod.pod())
                        .isCloseTo(paid, within(1e-6));
            }
        }
        double sum = result.pods().stream().mapToDouble(PodRow::aliveSeconds).sum();
        assertThat(result.engines().gpuSeconds()).isCloseTo(sum, within(1e-6));
        assertThat(result.scaler()).isEqualTo(arm.scaler());
    }

    @Test
    void thePlanGrowsUnderLoadAndShrinksAfterIt() {
        growsAndShrinks(new Arm("optaplanner", "slo-affinity"));
    }

    @Test
    void aRivalGrowsUnderLoadAndShrinksAfterIt() {
        growsAndShrinks(new Arm("register-everywhere", "slo-affinity", "llm-d-band"));
        growsAndShrinks(new Arm("optaplanner", "least-request", "keda-waiting:2"));
    }

    @Test
    void equalArgumentsGiveEqualBytes() {
        Arm arm = new Arm("optaplanner", "slo-affinity", "plan:0.9");
        String first = Json.write(VirtualWorld.run(hotThenQuiet(), arm, SmallWorld.CONFIG, 1));
        assertThat(Json.write(VirtualWorld.run(hotThenQuiet(), arm, SmallWorld.CONFIG, 1)))
                .isEqualTo(first);
    }

    @Test
    void aFixedFleetStaysAsItIs() {
        RunResult result =
                VirtualWorld.run(hotThenQuiet(), new Arm("optaplanner", "slo-affinity", "fixed"), SmallWorld.CONFIG, 1);
        assertThat(result.series()).allMatch(point -> point.pods() == 1);
    }

    @Test
    void whereNoPodMayComeOrGoCountingThemChangesNothing() {
        SmallWorld world = SmallWorld.of().pods(2).perSecond(20).seconds(120);
        Scenario growing = world.scenario(Traffic.of(world.requests(1, 60, 40)));
        RunResult counted =
                VirtualWorld.run(growing, new Arm("optaplanner", "slo-affinity", "plan"), SmallWorld.CONFIG, 1);
        RunResult fixed =
                VirtualWorld.run(growing, new Arm("optaplanner", "slo-affinity", "fixed"), SmallWorld.CONFIG, 1);
        assertThat(counted.planning()).isEqualTo(fixed.planning());
        assertThat(counted.requests()).isEqualTo(fixed.requests());
    }

    @Test
    void aPodAddedToServersThatKnowEveryAdapterKnowsEveryAdapter() {
        RunResult result = VirtualWorld.run(
                hotThenQuiet(),
                new Arm("register-everywhere", "slo-affinity", "wva-saturation:0.5"),
                SmallWorld.CONFIG,
                1);
        assertThat(result.series()).anyMatch(point -> point.pods() > 1);
        assertThat(result.engines().registrations()).isZero();
    }
}
