package dev.berth.evaluation.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.domain.fleet.PodIncarnation;
import dev.berth.domain.slo.Outcome;
import dev.berth.evaluation.replay.ReplayResult;
import dev.berth.evaluation.replay.RequestResult;
import dev.berth.evaluation.stack.Child;
import dev.berth.evaluation.stack.ChildState;
import dev.berth.evaluation.status.FleetSnapshot;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole of Berth as child processes, under load, while its parts are killed. */
class FaultsIT {
    @TempDir
    static Path directory;

    private static FaultWorld world;

    @BeforeAll
    static void start() throws Exception {
        world = FaultWorld.start(directory);
        world.load(Duration.ofSeconds(15)).result();
        world.awaitAllDocuments();
    }

    @AfterAll
    static void everythingEndsWhenAskedTo() {
        if (world == null) {
            return;
        }
        List<Child> children = world.stack().children();
        int endsBefore = children.stream().mapToInt(Child::unaskedEnds).sum();

        world.close();

        assertThat(children).extracting(Child::state).containsOnly(ChildState.STOPPED);
        assertThat(children.stream().mapToInt(Child::unaskedEnds).sum()).isEqualTo(endsBefore);
        assertThat(children)
                .allSatisfy(child -> assertThat(ProcessHandle.of(child.pid()).filter(ProcessHandle::isAlive))
                        .as(child.name())
                        .isEmpty());
    }

    @BeforeEach
    void everythingIsServed() {
        world.awaitAllDocuments();
    }

    @Test
    void aKilledPodFailsNoRequestWhoseResponseHadNotBegun() throws Exception {
        FaultWorld.Load load = world.load(Duration.ofSeconds(12));
        awaitTraffic();
        String pod = busiestPod();
        PodIncarnation killed = world.snapshot()
                .orElseThrow()
                .fleet()
                .orElseThrow()
                .pod(pod)
                .orElseThrow()
                .id();

        long killedAt = System.nanoTime();
        world.stack().child(pod).kill();
        await().atMost(Duration.ofSeconds(15)).untilAsserted(() -> assertThat(adaptersNotServedWithout(killed))
                .isEmpty());
        double servedAgain = (System.nanoTime() - killedAt) / 1e9;

        System.out.printf("adapters of the killed pod served again after %.1f s%n", servedAgain);
        assertThat(failures(load.result()))
                .allSatisfy(failed ->
                        assertThat(failed.hasFirstToken()).as("%s", failed).isTrue());
    }

    /** In each the traffic moves to another adapter, so that the plan in force is not good enough any more. */
    @ParameterizedTest
    @CsvSource({
        "router, adapter-1",
        "optimizer, adapter-2",
        "actuator, adapter-3",
        "taskmanager, adapter-4",
        "jobs, adapter-5"
    })
    void aKilledPartComesBackAndTheLoopClosesAgain(String part, String hot) throws Exception {
        FaultWorld.Load before = world.load(Duration.ofSeconds(5));
        awaitTraffic();
        world.killAndAwaitReturn(part);
        long backAt = System.currentTimeMillis();
        ReplayResult whileAway = before.result();

        FaultWorld.Load surge = world.surge(hot, Duration.ofSeconds(60));
        world.awaitClosedLoopSince(backAt);
        await("the plan's answer to the surge")
                .atMost(Duration.ofSeconds(60))
                .until(() -> world.snapshot().orElseThrow().routes(hot).size() > 1);

        assertThat(world.snapshot().orElseThrow().unservedAdapters())
                .as("lost adapters")
                .isEmpty();
        ReplayResult served = surge.endAfter(FaultWorld.ROUND);
        assertThat(failures(served)).isEmpty();
        assertThat(modelsServed(served)).containsExactlyInAnyOrderElementsOf(world.adapters());
        if (!part.equals("router")) {
            assertThat(failures(whileAway)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"once", "and once more"})
    void trafficFlowsWhileRedisIsAwayAndTheDocumentsReturn(String time) throws Exception {
        FaultWorld.Load load = world.load(FaultWorld.OUTAGE.plusSeconds(6));
        awaitTraffic();

        world.killAndAwaitReturn("redis"); // It keeps nothing: it is back empty.

        world.awaitAllDocuments();
        assertThat(failures(load.result())).as(time).isEmpty();
    }

    @Test
    void trafficFlowsWhileKafkaIsAwayAndWhatIsLostIsCounted() throws Exception {
        FaultWorld.Load load = world.load(FaultWorld.OUTAGE.plusSeconds(6));
        awaitTraffic();

        world.killAndAwaitReturn("kafka");

        assertThat(failures(load.result())).isEmpty();
        try (RequestRecords records = new RequestRecords(world.stack().kafkaBootstrap())) {
            await().atMost(Duration.ofSeconds(40))
                    .pollInterval(Duration.ofSeconds(1))
                    .untilAsserted(() -> {
                        records.readOn();
                        assertThat(records.arrived() + records.finished() + records.dropped())
                                .as("%s", records)
                                .isGreaterThanOrEqualTo(records.acceptedByRouter() + records.finishedByRouter());
                    });
        }
        long backAt = System.currentTimeMillis();
        FaultWorld.Load surge = world.surge("adapter-6", Duration.ofSeconds(60));
        world.awaitClosedLoopSince(backAt);
        assertThat(failures(surge.endAfter(FaultWorld.ROUND))).isEmpty();
    }

    private static void awaitTraffic() {
        await().atMost(Duration.ofSeconds(20)).until(() -> world.snapshot()
                .map(s -> s.aliveRouters().values().stream()
                        .anyMatch(r -> !r.inFlight().isEmpty()))
                .orElse(false));
    }

    private static String busiestPod() {
        FleetSnapshot now = world.snapshot().orElseThrow();
        return now.pods().stream()
                .max(Comparator.comparingInt(p -> p.registered().size()))
                .orElseThrow()
                .id()
                .pod();
    }

    private static Set<String> adaptersNotServedWithout(PodIncarnation killed) {
        FleetSnapshot now = world.snapshot().orElseThrow();
        Set<String> unserved = new HashSet<>(world.adapters());
        unserved.removeIf(adapter ->
                now.routes(adapter).stream().anyMatch(route -> !route.pod().equals(killed)));
        return unserved;
    }

    private static List<RequestResult> failures(ReplayResult result) {
        return result.results().stream()
                .filter(r -> !r.completed() && r.outcome() != Outcome.CLIENT_ABORT)
                .toList();
    }

    private static Set<String> modelsServed(ReplayResult result) {
        return result.results().stream()
                .filter(RequestResult::completed)
                .map(RequestResult::model)
                .collect(Collectors.toSet());
    }
}
