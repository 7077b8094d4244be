package dev.berth.router.log;

import static dev.berth.router.RouterFixture.body;
import static dev.berth.router.RouterFixture.config;
import static dev.berth.router.RouterFixture.streamBody;
import static dev.berth.router.TestTables.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.domain.demand.RequestArrived;
import dev.berth.domain.demand.RequestFinished;
import dev.berth.domain.demand.RequestRecord;
import dev.berth.domain.demand.RouterHeartbeat;
import dev.berth.domain.demand.TokenSource;
import dev.berth.domain.demand.Topics;
import dev.berth.domain.json.Json;
import dev.berth.domain.slo.Outcome;
import dev.berth.domain.slo.SloJudge.Verdict;
import dev.berth.router.FakePod;
import dev.berth.router.KafkaBroker;
import dev.berth.router.RouterFixture;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
@TestMethodOrder(MethodOrderer.MethodName.class)
class KafkaShipperIT {
    private static final int PARTITIONS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    static Path directory;

    private static KafkaBroker broker;

    @BeforeAll
    static void start() throws Exception {
        broker = new KafkaBroker(directory);
        broker.createTopic(Topics.REQUESTS, PARTITIONS);
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    private static List<RequestRecord> records(List<ConsumerRecord<String, String>> read) {
        return read.stream()
                .map(record -> Json.read(record.value(), RequestRecord.class))
                .toList();
    }

    private static <R extends RequestRecord> List<R> ofKind(List<ConsumerRecord<String, String>> read, Class<R> kind) {
        return records(read).stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private static RouterHeartbeat lastBeat(List<ConsumerRecord<String, String>> read, String router) {
        List<RouterHeartbeat> beats = ofKind(read, RouterHeartbeat.class).stream()
                .filter(beat -> beat.router().equals(router))
                .toList();
        return beats.isEmpty() ? null : beats.get(beats.size() - 1);
    }

    @Test
    void aRequestLeavesItsArrivalItsEndAndHeartbeatsInEveryPartition() throws Exception {
        FakePod.Behaviour streaming = (request, wire) -> {
            if (!request.text().contains("\"stream\":true")) {
                wire.json(200, FakePod.COMPLETION);
                return;
            }
            wire.beginStream();
            for (int i = 0; i < 6; i++) {
                wire.event("{\"choices\":[]}");
            }
            wire.event("[DONE]");
            wire.endStream();
        };
        try (FakePod pod = new FakePod(streaming);
                RouterFixture router = RouterFixture.start(
                        config("{name: r1, kafka: {bootstrap: \"" + broker.bootstrap() + "\"}}"),
                        table(1).pod("p", pod.port()).hot("sql", "p").build())) {
            router.send(router.request("/v1/chat/completions")
                    .header("x-request-id", "one")
                    .header("user", "ann")
                    .header("authorization", "Bearer very-secret-key")
                    .POST(BodyPublishers.ofString(body("sql").replace("hi", "very-secret-prompt")))
                    .build());
            router.send(router.request("/v1/chat/completions")
                    .header("x-request-id", "two")
                    .POST(BodyPublishers.ofString(streamBody("sql")))
                    .build());
            router.chat("nobody"); // Not accepted, so not recorded.

            List<ConsumerRecord<String, String>> read = broker.read(Topics.REQUESTS, PARTITIONS, PATIENCE, all -> {
                RouterHeartbeat beat = lastBeat(all, "r1");
                return ofKind(all, RequestFinished.class).size() >= 2
                        && beat != null
                        && beat.finished() == 2
                        && partitionsOfBeats(all).size() == PARTITIONS;
            });

            assertThat(partitionsOfBeats(read)).hasSize(PARTITIONS);
            List<RequestArrived> arrived = ofKind(read, RequestArrived.class);
            assertThat(arrived).extracting(RequestArrived::requestId).containsExactlyInAnyOrder("one", "two");
            assertThat(arrived).allSatisfy(record -> {
                assertThat(record.model()).isEqualTo("sql");
                assertThat(record.promptTokensEstimate()).isEqualTo(Math.round(record.bodyBytes() / 4.0));
            });
            RequestFinished one = finished(read, "one");
            assertThat(one.outcome()).isEqualTo(Outcome.COMPLETED);
            assertThat(one.verdict()).isEqualTo(Verdict.MET);
            assertThat(one.tenant()).isEqualTo("ann");
            assertThat(one.pod()).isEqualTo("p");
            assertThat(one.incarnation()).isEqualTo("1");
            assertThat(one.tries()).isEqualTo(1);
            assertThat(one.promptTokens()).isEqualTo(9);
            assertThat(one.outputTokens()).isEqualTo(5);
            assertThat(one.tokenSource()).isEqualTo(TokenSource.USAGE);
            assertThat(one.policy()).isEqualTo("least-request");
            assertThat(one.status()).isEqualTo(200);
            assertThat(one.e2eSeconds()).isPositive().isGreaterThanOrEqualTo(one.ttftSeconds());
            RequestFinished two = finished(read, "two");
            assertThat(two.stream()).isTrue();
            assertThat(two.tokenSource()).isEqualTo(TokenSource.ESTIMATE);
            assertThat(two.outputTokens()).isEqualTo(5); // Seven events but the first and [DONE].
            assertThat(read.stream().filter(record -> !record.value().contains("heartbeat")))
                    .allSatisfy(record -> assertThat(record.key()).isEqualTo("sql"));
            assertThat(read).allSatisfy(record -> assertThat(record.value()).doesNotContain("very-secret"));
            RouterHeartbeat beat = lastBeat(read, "r1");
            assertThat(beat.accepted()).isEqualTo(2);
            assertThat(beat.dropped()).isZero();
        }
    }

    private static Set<Integer> partitionsOfBeats(List<ConsumerRecord<String, String>> read) {
        return read.stream()
                .filter(record -> record.value().contains("\"heartbeat\""))
                .map(ConsumerRecord::partition)
                .collect(Collectors.toCollection(HashSet::new));
    }

    private static RequestFinished finished(List<ConsumerRecord<String, String>> read, String id) {
        return ofKind(read, RequestFinished.class).stream()
                .filter(record -> record.requestId().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whileKafkaIsAwayTrafficFlowsDropsAreCountedAndItGoesOnAfterwards() throws Exception {
        String settings = "{name: r2, kafka: {bootstrap: \"" + broker.bootstrap()
                + "\", bufferedRecords: 64, deliveryTimeoutMillis: 1000}}";
        try (FakePod pod = new FakePod(FakePod.answering());
                RouterFixture router = RouterFixture.start(
                        config(settings),
                        table(1).pod("p", pod.port()).hot("sql", "p").build())) {
            router.chat("sql");
            broker.read(Topics.REQUESTS, PARTITIONS, PATIENCE, all -> {
                RouterHeartbeat beat = lastBeat(all, "r2");
                return beat != null && beat.finished() == 1;
            });
            broker.stop();
            int sent = 1;
            long slowest = 0;
            while (router.metric("berth_router_log_dropped_records") == 0 && sent < 5_000) {
                long before = System.nanoTime();
                assertThat(router.chat("sql").statusCode()).isEqualTo(200);
                slowest = Math.max(slowest, System.nanoTime() - before);
                sent++;
            }
            assertThat(router.metric("berth_router_log_dropped_records")).isPositive();
            assertThat(Duration.ofNanos(slowest)).isLessThan(Duration.ofSeconds(3));
            broker.start();
            int accepted = sent;
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofSeconds(1))
                    .untilAsserted(() -> {
                        List<ConsumerRecord<String, String>> read =
                                broker.read(Topics.REQUESTS, PARTITIONS, Duration.ofSeconds(3), all -> {
                                    RouterHeartbeat beat = lastBeat(all, "r2");
                                    return beat != null && beat.dropped() > 0;
                                });
                        RouterHeartbeat beat = lastBeat(read, "r2");
                        assertThat(beat).isNotNull();
                        assertThat(beat.dropped()).isPositive();
                        assertThat(beat.accepted()).isEqualTo(accepted);
                    });
        }
    }
}
