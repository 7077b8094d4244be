package dev.berth.streaming.demand;

import static dev.berth.streaming.demand.RequestStory.answered;
import static dev.berth.streaming.demand.RequestStory.asked;
import static dev.berth.streaming.demand.RequestStory.at;
import static dev.berth.streaming.demand.RequestStory.heartbeat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.luben.zstd.ZstdOutputStream;
import dev.berth.domain.demand.AdapterDemand;
import dev.berth.domain.demand.DeadLetter;
import dev.berth.domain.demand.RequestRecord;
import dev.berth.domain.demand.Topics;
import dev.berth.domain.json.Json;
import dev.berth.streaming.KafkaBroker;
import dev.berth.streaming.batch.BatchRun;
import dev.berth.streaming.batch.LineFiles;
import dev.berth.streaming.batch.Period;
import dev.berth.streaming.batch.SloReport;
import dev.berth.streaming.cluster.JobSettings;
import dev.berth.streaming.kafka.JsonTopic;
import dev.berth.streaming.kafka.RequestsSource;
import dev.berth.streaming.kafka.TopicSetup;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same requests once from Kafka as a stream, with disorder by minutes among them, and once from compressed files as a
 * batch: every window and every longer time is the same to the last digit, less what the stream gave up as late.
 */
class BatchEqualsStreamingIT {
    private static final DemandConfig CONFIG = new DemandConfig(20, 5, 500, 60_000, 60_000, 0, 1_000);
    private static final Duration SOON = Duration.ofSeconds(90);
    private static final int MODELS = 5;
    private static final int SECONDS = 150;

    @RegisterExtension
    static final MiniClusterExtension FLINK = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setNumberTaskManagers(1)
            .setNumberSlotsPerTaskManager(1)
            .build());

    @TempDir
    private Path directory;

    private final List<RequestRecord> sent = new ArrayList<>();
    private final Random random = new Random(5);
    private long accepted;

    private void send(KafkaBroker kafka, String model, RequestRecord record) {
        sent.add(record);
        kafka.send(Topics.REQUESTS, model, record);
    }

    private void sendSeconds(KafkaBroker kafka, int from, int to) {
        for (int second = from; second < to; second++) {
            for (int i = 0; i < 20; i++) {
                double at = second + i / 20.0;
                String model = "model-" + random.nextInt(MODELS);
                accepted++;
                send(kafka, model, asked(model, at));
                if (i % 4 == 0) {
                    send(kafka, model, answered(model, at, 1 + random.nextInt(5_000), 40, 0.5 + random.nextDouble()));
                }
            }
            sent.add(heartbeat(second + 0.99, accepted));
            kafka.sendToAll(Topics.REQUESTS, heartbeat(second + 0.99, accepted));
        }
        kafka.flush();
    }

    @Test
    void batchIsTheStreamLessWhatCameTooLate() throws Exception {
        Map<CollectingSink.Place, AdapterDemand> streamed;
        Set<RequestRecord> late;
        try (KafkaBroker kafka = KafkaBroker.start()) {
            TopicSetup.ensure(kafka.servers(), SOON);
            assertThat(kafka.values(Topics.REQUESTS))
                    .as("each partition has its leader")
                    .isEmpty();
            CollectingSink sink = new CollectingSink("stream to compare");
            StreamExecutionEnvironment env =
                    StreamExecutionEnvironment.getExecutionEnvironment(JobSettings.of(directory.resolve("state")));
            DemandGraph.build(
                    env,
                    RequestsSource.unbounded(kafka.servers(), CONFIG, System.currentTimeMillis()),
                    new DemandGraph.Sinks(sink, JsonTopic.deadLetters(kafka.servers())),
                    CONFIG,
                    0);
            JobClient job = env.executeAsync("demand");
            sendSeconds(kafka, 0, 100);
            awaitClosed(sink, 95);
            for (int i = 0; i < 30; i++) {
                send(kafka, "model-1", asked("model-1", 10.013 + i / 10.0));
                send(kafka, "model-2", answered("model-2", 30.013 + i / 10.0));
            }
            sendSeconds(kafka, 100, SECONDS);
            awaitClosed(sink, SECONDS - 5);
            await().atMost(SOON).untilAsserted(() -> assertThat(letters(kafka)).hasSize(60));
            late = letters(kafka);
            job.cancel().get();
            streamed = Map.copyOf(sink.collected().demands);
        }

        List<RequestRecord> onTime =
                sent.stream().filter(r -> !late.contains(r)).toList();
        Map<CollectingSink.Place, AdapterDemand> batched = backfill(files("on-time", onTime));
        assertThat(streamed).hasSizeGreaterThan(MODELS * 25);
        streamed.forEach((place, demand) -> assertThat(batched.get(place))
                .usingRecursiveComparison()
                .ignoringFields("madeAtMillis")
                .isEqualTo(demand));
        assertThat(streamed.values().stream().filter(d -> !d.horizons().isEmpty()))
                .hasSizeGreaterThan(MODELS);

        SloReport report = BatchRun.report(
                LineFiles.requests(files("all", sent), 60_000),
                Optional.empty(),
                new Period(at(0), at(SECONDS)),
                Map.of());
        long inWindows = batched.entrySet().stream()
                .filter(e -> (e.getKey().windowEndMillis() - at(0)) % 20_000 == 0
                        || e.getKey().windowEndMillis() == at(SECONDS + 10))
                .filter(e -> e.getKey().windowEndMillis() <= at(SECONDS + 10))
                .mapToLong(e -> e.getValue().arrivals())
                .sum();
        assertThat(report.total().offered()).as("with what was late").isEqualTo(inWindows + 30);
        assertThat(report.total().offered()).isEqualTo(accepted + 30);
        assertThat(report.unreadable()).isEqualTo(1);
    }

    private static void awaitClosed(CollectingSink sink, int second) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(sink.collected().demands.keySet())
                        .anyMatch(place -> place.windowEndMillis() >= at(second)));
    }

    private static Set<RequestRecord> letters(KafkaBroker kafka) {
        return kafka.values(Topics.DEADLETTER).stream()
                .map(text -> Json.read(Json.read(text, DeadLetter.class).payload(), RequestRecord.class))
                .collect(Collectors.toSet());
    }

    /** In three files, two of them compressed, and one line of garbage. */
    private List<Path> files(String name, List<RequestRecord> records) throws IOException {
        List<Path> files = List.of(
                directory.resolve(name + ".jsonl"),
                directory.resolve(name + ".jsonl.gz"),
                directory.resolve(name + ".jsonl.zst"));
        try (OutputStream plain = Files.newOutputStream(files.get(0));
                OutputStream gzip = new GZIPOutputStream(Files.newOutputStream(files.get(1)));
                OutputStream zstd = new ZstdOutputStream(Files.newOutputStream(files.get(2)))) {
            List<OutputStream> all = List.of(plain, gzip, zstd);
            plain.write("garbage\n".getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < records.size(); i++) {
                // Written as their port, so that the type is told.
                String line = Json.write(records.get(i)) + "\n";
                all.get(i % 3).write(line.getBytes(StandardCharsets.UTF_8));
            }
        }
        return files;
    }

    private Map<CollectingSink.Place, AdapterDemand> backfill(List<Path> files) throws IOException {
        Path out = directory.resolve("backfill");
        BatchRun.backfill(LineFiles.requests(files, 60_000), new Period(0, at(SECONDS + 60)), CONFIG, out);
        Map<CollectingSink.Place, AdapterDemand> demands = new HashMap<>();
        try (Stream<Path> parts = Files.list(out.resolve("demand"))) {
            for (Path part : parts.toList()) {
                for (String line : Files.readAllLines(part)) {
                    AdapterDemand demand = Json.read(line, AdapterDemand.class);
                    demands.put(new CollectingSink.Place(demand.model(), demand.windowEndMillis()), demand);
                }
            }
        }
        return demands;
    }
}
