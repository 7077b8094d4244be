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
import dev.berth.streaming.cluster.EmbeddedCluster;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The verbs against a cluster's REST interface, while requests come: submitted, stopped with a savepoint, gone on from it. */
class SubmitIT {
    private static final Duration SOON = Duration.ofSeconds(90);

    @TempDir
    private Path directory;

    private final Queue<Long> times = new ConcurrentLinkedQueue<>();
    private KafkaBroker kafka;
    private RedisProcess redis;
    private Blackboard blackboard;
    private EmbeddedCluster cluster;
    private ScheduledExecutorService traffic;

    @BeforeEach
    void start() {
        kafka = KafkaBroker.start();
        redis = RedisProcess.start();
        blackboard = new RedisBlackboard(redis.url(), "test");
        cluster = EmbeddedCluster.start(0, 0);
        traffic = Executors.newSingleThreadScheduledExecutor();
    }

    @AfterEach
    void stop() {
        traffic.shutdownNow();
        cluster.close();
        blackboard.close();
        redis.close();
        kafka.close();
    }

    /** A jar with the main class only: the cluster of this JVM knows the rest. */
    private Path jar() throws IOException {
        String name = JobMain.class.getName().replace('.', '/') + ".class";
        Path jar = directory.resolve("job.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                InputStream main = JobMain.class.getClassLoader().getResourceAsStream(name)) {
            out.putNextEntry(new JarEntry(name));
            main.transferTo(out);
        }
        return jar;
    }

    private String run(int expected, String... arguments) {
        StringWriter said = new StringWriter();
        CommandLine line = CommandLines.line(new JobsCommand());
        line.setOut(new PrintWriter(said, true));
        line.setErr(new PrintWriter(said, true));
        assertThat(line.execute(arguments)).as(said.toString()).isEqualTo(expected);
        return said.toString().strip();
    }

    private String submit(int expected, List<String> more) throws IOException {
        List<String> all = new ArrayList<>(List.of(
                "submit", "--cluster=http://127.0.0.1:" + cluster.restPort(), "--job=DemandJob", "--jar=" + jar()));
        all.addAll(more);
        all.addAll(List.of(
                "--",
                "--redis=" + redis.url(),
                "--fleet=test",
                "--kafka=" + kafka.servers(),
                "--window=10",
                "--slide=2"));
        return run(expected, all.toArray(String[]::new));
    }

    private void send() {
        double now = (System.currentTimeMillis() - MORNING) / 1e3;
        times.add(at(now));
        kafka.send(Topics.REQUESTS, "sql", asked("sql", now));
        kafka.sendToAll(Topics.REQUESTS, heartbeat(now + 0.0001, times.size()));
    }

    private void awaitExactWindow(long after) {
        await().atMost(SOON).untilAsserted(() -> {
            Optional<AdapterDemand> found = blackboard.read(Keys.DEMAND, "sql");
            assertThat(found).isPresent();
            AdapterDemand demand = found.get();
            assertThat(demand.early()).isFalse();
            assertThat(demand.windowEndMillis()).isGreaterThan(after + demand.windowMillis());
            assertThat(demand.arrivals())
                    .isPositive()
                    .isEqualTo(times.stream()
                            .filter(time -> time < demand.windowEndMillis())
                            .filter(time -> time >= demand.windowEndMillis() - demand.windowMillis())
                            .count());
        });
    }

    @Test
    void aJobIsSubmittedStoppedWithASavepointAndGoesOnFromIt() throws IOException {
        assertThat(submit(0, List.of())).startsWith("submitted DemandJob id=");
        Future<?> unused = traffic.scheduleAtFixedRate(this::send, 0, 50, TimeUnit.MILLISECONDS);
        awaitExactWindow(System.currentTimeMillis());
        assertThat(submit(2, List.of())).contains("runs there already");

        String cluster = "--cluster=http://127.0.0.1:" + this.cluster.restPort();
        String stopped = run(
                0,
                "stop",
                cluster,
                "--job=DemandJob",
                "--savepoints=" + directory.resolve("savepoints").toUri());
        assertThat(stopped).startsWith("stopped DemandJob savepoint=file:");
        long away = System.currentTimeMillis();
        assertThat(run(2, "stop", cluster, "--job=DemandJob", "--savepoints=file:/tmp"))
                .contains("no DemandJob runs");

        submit(0, List.of("--savepoint=" + stopped.substring(stopped.indexOf('=') + 1)));
        awaitExactWindow(away - 8_000);
    }

    @Test
    void aClusterThatIsNotThereIsSaidInOneSentence() throws IOException {
        String said = run(
                1,
                "stop",
                "--cluster=http://127.0.0.1:" + KafkaBroker.freePort(),
                "--job=DemandJob",
                "--savepoints=file:/tmp");
        assertThat(said.lines()).hasSize(1).first().asString().startsWith("berth: the cluster at http://127.0.0.1:");
    }
}
