package dev.berth.streaming.app;

import static dev.berth.streaming.demand.RequestStory.MORNING;
import static dev.berth.streaming.demand.RequestStory.answered;
import static dev.berth.streaming.demand.RequestStory.asked;
import static dev.berth.streaming.demand.RequestStory.heartbeat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.domain.Version;
import dev.berth.domain.demand.AdapterDemand;
import dev.berth.domain.demand.EngineSample;
import dev.berth.domain.demand.Topics;
import dev.berth.domain.fleet.Fleet;
import dev.berth.domain.fleet.PodIncarnation;
import dev.berth.domain.fleet.PodState;
import dev.berth.domain.fleet.Readiness;
import dev.berth.domain.json.Json;
import dev.berth.store.Blackboard;
import dev.berth.store.Keys;
import dev.berth.store.RedisBlackboard;
import dev.berth.streaming.KafkaBroker;
import dev.berth.streaming.RedisProcess;
import dev.berth.streaming.cluster.EmbeddedCluster;
import dev.berth.streaming.demand.DemandConfig;
import dev.berth.streaming.scrape.FakeEngine;
import dev.berth.streaming.scrape.ScrapeConfig;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Both jobs as {@code ./berth jobs start --embedded} runs them, on a real Kafka and a real Redis. */
class EmbeddedJobsIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    private static KafkaBroker kafka;
    private static RedisProcess redis;
    private static BerthJobs jobs;
    private static Blackboard blackboard;

    @BeforeAll
    static void start() throws InterruptedException {
        kafka = KafkaBroker.start();
        redis = RedisProcess.start();
        blackboard = new RedisBlackboard(redis.url(), "test");
        jobs = BerthJobs.start(EmbeddedCluster.start(0), config());
    }

    @AfterAll
    static void stop() {
        jobs.close();
        blackboard.close();
        redis.close();
        kafka.close();
    }

    private static JobsConfig config() {
        return new JobsConfig(
                redis.url(),
                "test",
                kafka.servers(),
                0,
                0,
                "",
                new DemandConfig(20, 2, 500, 2_000, 60_000, 0.1, 5_000),
                new ScrapeConfig(300, 0.1, 200, 200, 100));
    }

    private static Optional<AdapterDemand> demand(String model) {
        return blackboard.read(Keys.DEMAND, model);
    }

    @Test
    void requestsBecomeDemandOnTheBlackboard() {
        double now = (System.currentTimeMillis() - MORNING) / 1e3;
        for (int i = 0; i < 100; i++) {
            kafka.send(Topics.REQUESTS, "sql", asked("sql", now - 4 + i / 25.0));
            kafka.send(Topics.REQUESTS, "sql", answered("sql", now - 4 + i / 25.0));
        }
        kafka.sendToAll(Topics.REQUESTS, heartbeat(now + 3, 100));
        kafka.flush();

        await().atMost(SOON)
                .until(() -> demand("sql").map(AdapterDemand::arrivals).orElse(0L) == 100);
        AdapterDemand demand = demand("sql").orElseThrow();
        assertThat(demand.finished()).isEqualTo(100);
        assertThat(demand.meanE2eSeconds()).isEqualTo(2);
        assertThat(demand.arrivalsPerSecond()).isEqualTo(5);
    }

    @Test
    void enginesOfTheFleetAreSampled() {
        try (FakeEngine engine = FakeEngine.start(FakeEngine.Manner.ANSWERS)) {
            PodState pod = new PodState(
                    new PodIncarnation("pod-1", "1.000"),
                    "default/sim",
                    engine.url(),
                    "",
                    Readiness.READY,
                    1,
                    List.of());
            blackboard.write(Keys.FLEET, new Fleet(Version.firstOf(1), 1, 1, List.of(pod)));

            await().atMost(SOON).until(() -> samples().stream().anyMatch(EngineSample::up));
            EngineSample sample =
                    samples().stream().filter(EngineSample::up).findFirst().orElseThrow();
            assertThat(sample.pod()).isEqualTo("pod-1");
            assertThat(sample.incarnation()).isEqualTo("1.000");
            assertThat(sample.running()).isEqualTo(3);
            assertThat(sample.activeAdapters()).containsExactly("legal", "sql");
        }
    }

    private static List<EngineSample> samples() {
        return kafka.values(Topics.ENGINE).stream()
                .map(text -> Json.read(text, EngineSample.class))
                .toList();
    }
}
