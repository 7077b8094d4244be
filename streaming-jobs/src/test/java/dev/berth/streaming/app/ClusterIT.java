package dev.berth.streaming.app;

import static dev.berth.streaming.demand.RequestStory.MORNING;
import static dev.berth.streaming.demand.RequestStory.asked;
import static dev.berth.streaming.demand.RequestStory.at;
import static dev.berth.streaming.demand.RequestStory.heartbeat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.domain.demand.AdapterDemand;
import dev.berth.domain.demand.Topics;
import dev.berth.store.Blackboard;
import dev.berth.store.Keys;
import dev.berth.store.RedisBlackboard;
import dev.berth.streaming.KafkaBroker;
import dev.berth.streaming.RedisProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** JobManager and TaskManager each in a JVM of 384 MB, killed in turn while requests come at 20 a second. */
class ClusterIT {
    private static final int EVERY_MILLIS = 50;
    private static final double PER_SECOND = 1_000.0 / EVERY_MILLIS;
    private static final Duration SOON = Duration.ofSeconds(90);

    @TempDir
    private Path state;

    private final AtomicLong sent = new AtomicLong();
    private final Queue<Long> times = new ConcurrentLinkedQueue<>();
    private KafkaBroker kafka;
    private RedisProcess redis;
    private Blackboard blackboard;
    private ScheduledExecutorService traffic;
    private int restPort;
    private int rpcPort;

    @BeforeEach
    void start() throws IOException {
        kafka = KafkaBroker.start();
        redis = RedisProcess.start();
        blackboard = new RedisBlackboard(redis.url(), "test");
        traffic = Executors.newSingleThreadScheduledExecutor();
        restPort = KafkaBroker.freePort();
        rpcPort = KafkaBroker.freePort();
    }

    @AfterEach
    void stop() {
        traffic.shutdownNow();
        blackboard.close();
        redis.close();
        kafka.close();
    }

    private JobsProcess cluster() {
        return JobsProcess.start(
                "cluster",
                "--redis=" + redis.url(),
                "--fleet=test",
                "--kafka=" + kafka.servers(),
                "--rest-port=" + restPort,
                "--rpc-port=" + rpcPort,
                "--state=" + state,
                "--window=20",
                "--slide=2");
    }

    private JobsProcess taskManager() {
        return JobsProcess.start("taskmanager", "--jobmanager=127.0.0.1:" + rpcPort);
    }

    private void send() {
        double now = (System.currentTimeMillis() - MORNING) / 1e3;
        times.add(at(now));
        kafka.send(Topics.REQUESTS, "sql", asked("sql", now));
        if (sent.incrementAndGet() % PER_SECOND == 0) {
            kafka.sendToAll(Topics.REQUESTS, heartbeat(now, sent.get()));
        }
    }

    private long sentIn(AdapterDemand demand) {
        return times.stream()
                .filter(time -> time < demand.windowEndMillis())
                .filter(time -> time >= demand.windowEndMillis() - demand.windowMillis())
                .count();
    }

    /** The loop is closed again: a fresh window, whole, with all that was asked. */
    private void awaitWholeWindow() {
        long after = System.currentTimeMillis();
        await().atMost(SOON).untilAsserted(() -> {
            Optional<AdapterDemand> found = blackboard.read(Keys.DEMAND, "sql");
            assertThat(found).isPresent();
            AdapterDemand demand = found.get();
            assertThat(demand.windowEndMillis()).isGreaterThan(after);
            assertThat(demand.arrivalsPerSecond()).isBetween(0.8 * PER_SECOND, 1.1 * PER_SECOND);
            assertThat(demand.completeness()).isGreaterThan(0.99);
            assertThat(demand.arrivals()).as("each request once").isEqualTo(sentIn(demand));
        });
    }

    @Test
    void demandComesBackWhenTaskManagerOrJobManagerWasKilled() throws InterruptedException {
        try (JobsProcess first = cluster();
                JobsProcess worker = taskManager()) {
            Future<?> unused = traffic.scheduleAtFixedRate(this::send, 0, EVERY_MILLIS, TimeUnit.MILLISECONDS);
            awaitWholeWindow();

            worker.kill();
            try (JobsProcess secondWorker = taskManager()) {
                awaitWholeWindow();

                first.kill();
                try (JobsProcess second = cluster()) {
                    awaitWholeWindow();
                    assertThat(FlinkJobs.restored(restPort, "DemandJob"))
                            .as("the new JobManager goes on from a checkpoint of the one before")
                            .isTrue();
                    assertThat(secondWorker.terminate()).as("128 + SIGTERM").isEqualTo(143);
                    assertThat(second.terminate()).as("128 + SIGTERM").isEqualTo(143);
                }
            }
        }
    }
}
