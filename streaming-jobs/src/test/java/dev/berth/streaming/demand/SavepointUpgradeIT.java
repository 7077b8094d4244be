package dev.berth.streaming.demand;

import static dev.berth.streaming.demand.RequestStory.answered;
import static dev.berth.streaming.demand.RequestStory.asked;
import static dev.berth.streaming.demand.RequestStory.at;
import static dev.berth.streaming.demand.RequestStory.heartbeat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.domain.demand.AdapterDemand;
import dev.berth.domain.demand.Topics;
import dev.berth.streaming.KafkaBroker;
import dev.berth.streaming.cluster.JobSettings;
import dev.berth.streaming.kafka.JsonTopic;
import dev.berth.streaming.kafka.RequestsSource;
import dev.berth.streaming.kafka.TopicSetup;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Stopped with a savepoint after 70 s of requests and gone on from it, by this build and from what earlier builds left: no
 * request is counted twice or lost on the way, whatever fields the state has got since. {@code -Dsavepoint.keep=NAME} keeps
 * this build's savepoint under {@code src/test/resources/savepoints}.
 */
class SavepointUpgradeIT {
    /** As by default, but a partition that a busy machine reads slowly holds the others up. */
    private static final DemandConfig CONFIG = new DemandConfig(60, 5, 1_000, 60_000, 60_000, 0.10, 20_000);

    private static final Duration SOON = Duration.ofSeconds(90);
    private static final List<String> MODELS = List.of("chat", "legal", "sql");
    private static final int STOPPED_AT = 70;
    private static final int END = 100;

    @RegisterExtension
    static final MiniClusterExtension FLINK = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setNumberTaskManagers(1)
            .setNumberSlotsPerTaskManager(1)
            .build());

    @TempDir
    private Path directory;

    private KafkaBroker kafka;

    @BeforeEach
    void start() throws InterruptedException {
        kafka = KafkaBroker.start();
        TopicSetup.ensure(kafka.servers(), SOON);
        assertThat(kafka.values(Topics.REQUESTS))
                .as("each partition has its leader")
                .isEmpty();
    }

    @AfterEach
    void stop() {
        kafka.close();
    }

    private Configuration settings() {
        Configuration settings = JobSettings.of(directory.resolve("checkpoints"));
        settings.set(CheckpointingOptions.FS_SMALL_FILE_THRESHOLD, MemorySize.parse("1mb"));
        return settings;
    }

    private JobClient run(CollectingSink sink, Configuration settings) throws Exception {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(settings);
        DemandGraph.build(
                env,
                RequestsSource.unbounded(kafka.servers(), CONFIG, System.currentTimeMillis()),
                new DemandGraph.Sinks(sink, JsonTopic.deadLetters(kafka.servers())),
                CONFIG,
                0);
        return env.executeAsync("demand");
    }

    /** Ten requests a second, in turns; the same ones whenever they are sent, so that they get the same offsets. */
    private void sendSeconds(int from, int to) {
        for (int second = from; second < to; second++) {
            for (int i = 0; i < 10; i++) {
                String model = MODELS.get((second * 10 + i) % MODELS.size());
                kafka.send(Topics.REQUESTS, model, asked(model, second + i / 10.0));
                kafka.send(Topics.REQUESTS, model, answered(model, second + i / 10.0));
            }
            kafka.sendToAll(Topics.REQUESTS, heartbeat(second + 0.99, 10L * (second + 1)));
        }
        kafka.flush();
    }

    private static void awaitClosed(CollectingSink sink, int second) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(sink.collected().demands.keySet())
                        .anyMatch(place -> place.windowEndMillis() >= at(second)));
    }

    private Path stopWithSavepoint(JobClient job) throws Exception {
        String path = job.stopWithSavepoint(
                        false, directory.resolve("savepoints").toUri().toString(), SavepointFormatType.CANONICAL)
                .get();
        return Path.of(URI.create(path));
    }

    /** Goes on from a savepoint made at {@link #STOPPED_AT}; every window that closes then is exact. */
    private void goesOnFrom(Path savepoint, String name) throws Exception {
        Configuration settings = settings();
        settings.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint.toUri().toString());
        CollectingSink sink = new CollectingSink(name);
        JobClient job = run(sink, settings);
        sendSeconds(STOPPED_AT, END);
        awaitClosed(sink, END - 5);
        job.cancel().get();

        Map<Long, Long> arrivals = new TreeMap<>(sink.collected().demands.entrySet().stream()
                .filter(e -> e.getKey().model().equals("sql"))
                .collect(Collectors.toMap(
                        e -> e.getKey().windowEndMillis(), e -> e.getValue().arrivals())));
        assertThat(arrivals).isNotEmpty().allSatisfy((end, count) -> assertThat(count)
                .as("window that ends at second %d", (end - at(0)) / 1_000)
                .isEqualTo(expected(end)));
        assertThat(sink.collected().demands.values())
                .extracting(AdapterDemand::completeness)
                .containsOnly(1.0);
    }

    private static long expected(long end) {
        return IntStream.range(0, END * 10)
                .filter(i -> MODELS.get(i % MODELS.size()).equals("sql"))
                .filter(i -> at(i / 10.0) < end && at(i / 10.0) >= end - 60_000)
                .count();
    }

    @Test
    void stoppedWithASavepointItGoesOnExactly() throws Exception {
        CollectingSink sink = new CollectingSink("before the savepoint");
        JobClient job = run(sink, settings());
        sendSeconds(0, STOPPED_AT);
        awaitClosed(sink, STOPPED_AT - 5);
        Path savepoint = stopWithSavepoint(job);
        keep(savepoint);
        goesOnFrom(savepoint, "after the savepoint");
    }

    private static void keep(Path savepoint) throws IOException {
        String name = System.getProperty("savepoint.keep");
        if (name != null) {
            Files.copy(
                    savepoint.resolve("_metadata"),
                    Files.createDirectories(Path.of("src/test/resources/savepoints", name))
                            .resolve("_metadata"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"before-horizons"})
    void whatAnEarlierBuildLeftIsTakenUp(String name) throws Exception {
        Path savepoint = Files.createDirectories(directory.resolve(name));
        try (InputStream kept = getClass().getResourceAsStream("/savepoints/" + name + "/_metadata")) {
            assertThat(kept).as(name).isNotNull();
            Files.copy(kept, savepoint.resolve("_metadata"));
        }
        sendSeconds(0, STOPPED_AT);
        goesOnFrom(savepoint, name);
    }
}
