package dev.berth.streaming.demand;

import static dev.berth.streaming.demand.RequestStory.answered;
import static dev.berth.streaming.demand.RequestStory.asked;
import static dev.berth.streaming.demand.RequestStory.at;
import static dev.berth.streaming.demand.RequestStory.heartbeat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.domain.demand.AdapterDemand;
import dev.berth.domain.demand.DeadLetter;
import dev.berth.domain.demand.RequestArrived;
import dev.berth.domain.demand.Topics;
import dev.berth.domain.json.Json;
import dev.berth.streaming.KafkaBroker;
import dev.berth.streaming.cluster.JobSettings;
import dev.berth.streaming.kafka.JsonTopic;
import dev.berth.streaming.kafka.RequestsSource;
import dev.berth.streaming.kafka.TopicSetup;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * 200 s of requests for ten models from four partitions of a real Kafka, with broken records among them. The job fails in
 * the middle and goes on from its checkpoint; every window of every model must hold exactly what was asked in it.
 */
class DemandJobIT {
    /** Every partition gets heartbeats, so none is idle, however long a busy machine takes to read the first of it. */
    private static final DemandConfig CONFIG = new DemandConfig(20, 2, 500, 60_000, 60_000, 0, 1_000);

    private static final Duration SOON = Duration.ofSeconds(90);
    private static final int MODELS = 10;
    private static final int SECONDS = 200;

    @RegisterExtension
    static final MiniClusterExtension FLINK = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setNumberTaskManagers(1)
            .setNumberSlotsPerTaskManager(2)
            .build());

    @TempDir
    private static Path checkpoints;

    private static KafkaBroker kafka;

    private final List<RequestArrived> asked = new ArrayList<>();
    private final Random random = new Random(5);

    @BeforeAll
    static void start() throws InterruptedException {
        kafka = KafkaBroker.start();
        TopicSetup.ensure(kafka.servers(), SOON);
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    private static StreamExecutionEnvironment environment(RuntimeExecutionMode mode) {
        Configuration settings = JobSettings.of(checkpoints);
        settings.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(200));
        settings.set(ExecutionOptions.RUNTIME_MODE, mode);
        return StreamExecutionEnvironment.getExecutionEnvironment(settings);
    }

    private void sendSeconds(int from, int to) {
        for (int second = from; second < to; second++) {
            for (int i = 0; i < 25; i++) {
                double at = second + i / 25.0;
                String model = "model-" + random.nextInt(MODELS);
                asked.add(asked(model, at));
                kafka.send(Topics.REQUESTS, model, asked(model, at));
                if (i % 5 == 0) {
                    kafka.send(Topics.REQUESTS, model, answered(model, at));
                }
            }
            kafka.sendToAll(Topics.REQUESTS, heartbeat(second + 0.99, asked.size()));
        }
        kafka.flush();
    }

    private static void sendBrokenRecords() {
        kafka.sendText(Topics.REQUESTS, "a", "garbage");
        kafka.sendText(Topics.REQUESTS, "b", "{\"type\":\"departed\",\"v\":1}");
        kafka.sendText(Topics.REQUESTS, "c", Json.write(asked("model-1", 50)).replace("\"v\":1", "\"v\":7"));
        kafka.send(Topics.REQUESTS, "d", asked("model-1", 1e9));
    }

    private long expected(CollectingSink.Place place) {
        return asked.stream()
                .filter(a -> a.model().equals(place.model()))
                .filter(a -> a.atMillis() < place.windowEndMillis())
                .filter(a -> a.atMillis() >= place.windowEndMillis() - 20_000)
                .count();
    }

    /** Waits until the window that ends there is closed; if it never is, says which one was the last. */
    private static void awaitClosed(CollectingSink sink, double endSeconds) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(newestWindowEnd(sink)).isGreaterThanOrEqualTo(at(endSeconds)));
    }

    /**
     * Routers go on beating while nobody asks for anything. The job may have been restored from a checkpoint behind the last
     * record: then only the next heartbeat tells it what time it is.
     */
    private void awaitClosedWhileRoutersBeat(CollectingSink sink, double endSeconds) {
        AtomicInteger beats = new AtomicInteger();
        await().atMost(SOON).pollInterval(Duration.ofMillis(200)).untilAsserted(() -> {
            double at = endSeconds + 1 + 0.01 * beats.getAndIncrement();
            kafka.sendToAll(Topics.REQUESTS, heartbeat(at, asked.size()));
            kafka.flush();
            assertThat(newestWindowEnd(sink)).isGreaterThanOrEqualTo(at(endSeconds));
        });
    }

    private static long newestWindowEnd(CollectingSink sink) {
        return sink.collected().demands.keySet().stream()
                .mapToLong(CollectingSink.Place::windowEndMillis)
                .max()
                .orElse(0);
    }

    @Test
    void everyWindowIsExactThroughAFailureAndTheSameInBatch() throws Exception {
        CollectingSink sink = new CollectingSink("streaming");
        StreamExecutionEnvironment env = environment(RuntimeExecutionMode.STREAMING);
        DemandGraph.build(
                env,
                RequestsSource.unbounded(kafka.servers(), CONFIG, System.currentTimeMillis()),
                new DemandGraph.Sinks(sink, JsonTopic.deadLetters(kafka.servers())),
                CONFIG,
                0);
        JobClient job = env.executeAsync("demand");

        sendSeconds(0, 80);
        sendBrokenRecords();
        awaitClosed(sink, 78);
        int flushed = sink.collected().checkpoints.get();
        await().atMost(SOON).until(() -> sink.collected().checkpoints.get() >= flushed + 3);
        sink.collected().failNext.set(true);
        sendSeconds(80, SECONDS);
        awaitClosedWhileRoutersBeat(sink, SECONDS);
        await().atMost(SOON).until(() -> deadLetters().size() == 4);
        job.cancel().get();

        Map<CollectingSink.Place, AdapterDemand> streamed = sink.collected().demands;
        assertThat(sink.collected().writers).as("it did fail, once").hasValue(2);
        assertThat(streamed).hasSizeGreaterThan(MODELS * 90);
        assertThat(streamed).allSatisfy((place, demand) -> {
            assertThat(demand.arrivals()).isEqualTo(expected(place));
            assertThat(demand.completeness()).isEqualTo(1);
        });
        assertThat(inBatch()).containsAllEntriesOf(withoutMadeAt(streamed));
    }

    private static Map<CollectingSink.Place, List<Object>> inBatch() throws Exception {
        CollectingSink sink = new CollectingSink("batch");
        StreamExecutionEnvironment env = environment(RuntimeExecutionMode.BATCH);
        DemandGraph.build(
                env,
                RequestsSource.bounded(kafka.servers(), CONFIG),
                new DemandGraph.Sinks(sink, new DiscardingLetters()),
                CONFIG,
                0);
        env.execute("demand in batch");
        return withoutMadeAt(sink.collected().demands);
    }

    private static Map<CollectingSink.Place, List<Object>> withoutMadeAt(
            Map<CollectingSink.Place, AdapterDemand> demands) {
        return demands.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, e -> {
            AdapterDemand d = e.getValue();
            return List.of(
                    d.version(),
                    d.arrivals(),
                    d.arrivalsPerSecond(),
                    d.forecastPerSecond(),
                    d.finished(),
                    d.lengths(),
                    d.outputTokens(),
                    d.meanE2eSeconds(),
                    d.burstiness(),
                    d.attainment(),
                    d.completeness());
        }));
    }

    /** By payload: after the failure a letter may be there twice. */
    private static Set<String> deadLetters() {
        return kafka.values(Topics.DEADLETTER).stream()
                .map(text -> Json.read(text, DeadLetter.class).payload())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
