package dev.berth.router.http;

import static dev.berth.router.RouterFixture.code;
import static dev.berth.router.RouterFixture.config;
import static dev.berth.router.RouterFixture.streamBody;
import static dev.berth.router.TestTables.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.domain.routing.RoutingTable;
import dev.berth.router.FakePod;
import dev.berth.router.RawClient;
import dev.berth.router.RouterFixture;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Pods that fail in other ways than by dying. */
@Timeout(60)
class FailuresIT {
    private static final String CHAT = "/v1/chat/completions";
    private static final String QUICK_PROBES =
            "probes: {periodMillis: 40, idlePeriodMillis: 40, timeoutMillis: 150, breakMillis: 300}";

    private static final FakePod.Behaviour ENDLESS = (request, wire) -> {
        wire.beginStream();
        wire.event("token");
        wire.awaitEnd();
    };

    private static RoutingTable first(FakePod a, FakePod b) {
        return table(1).pod("a", a.port())
                .pod("b", b.port())
                .alias("sql", "sql", "a")
                .warm("sql", "b")
                .build();
    }

    @Test
    void whatAFrozenPodHasNotBegunToAnswerGoesElsewhere() throws Exception {
        try (FakePod frozen = new FakePod((request, wire) -> wire.awaitEnd());
                FakePod well = new FakePod(FakePod.answering());
                RouterFixture router =
                        RouterFixture.start(config("http: {" + QUICK_PROBES + "}"), first(frozen, well))) {
            CompletableFuture<HttpResponse<String>> request = router.chatLater("sql");
            await().atMost(Duration.ofSeconds(10)).until(() -> frozen.received().size() == 1);
            frozen.freeze();
            assertThat(request.get(15, TimeUnit.SECONDS).headers().firstValue("x-berth-pod"))
                    .hasValue("b");
            assertThat(router.metric("berth_router_retries_total{cause=\"down\",}"))
                    .isEqualTo(1);
            assertThat(router.metric("berth_router_pods_down_total")).isGreaterThanOrEqualTo(1);
            assertThat(router.chat("sql").headers().firstValue("x-berth-pod")).hasValue("b");
            assertThat(frozen.received())
                    .as("a pod that is down is sent nothing")
                    .hasSize(1);
        }
    }

    /** Ten probes may fail in a row, which takes three seconds; each is answered, but after its time. */
    @Test
    void aPodThatAnswersProbesLateIsBusyAndNotDown() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (FakePod busy = new FakePod(FakePod.answering())) {
            busy.health((request, wire) -> {
                asked.incrementAndGet();
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(600));
                wire.answer(200, "text/plain", new byte[0]);
            });
            String probes =
                    "http: {probes: {periodMillis: 100, idlePeriodMillis: 100, timeoutMillis: 200, failures: 10}}";
            try (RouterFixture router = RouterFixture.start(
                    config(probes),
                    table(1).pod("p", busy.port()).hot("sql", "p").build())) {
                await().atMost(Duration.ofSeconds(40)).until(() -> asked.get() > 25);
                assertThat(router.metric("berth_router_pods_down_total")).isZero();
                assertThat(router.chat("sql").statusCode()).isEqualTo(200);
            }
        }
    }

    @Test
    void aPodThatThawsIsUsedAgain() throws Exception {
        FakePod.Behaviour healthy = (request, wire) -> wire.answer(200, "text/plain", new byte[0]);
        try (FakePod pod = new FakePod(FakePod.answering());
                RouterFixture router = RouterFixture.start(
                        config("http: {" + QUICK_PROBES + "}"),
                        table(1).pod("p", pod.port()).hot("sql", "p").build())) {
            pod.health((request, wire) -> wire.json(503, "{}")); // vLLM's engine is dead.
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> router.admin("/debug/routing?model=sql").contains("\"down\" : true"));
            CompletableFuture<HttpResponse<String>> early = router.chatLater("sql");
            await().atMost(Duration.ofSeconds(20)).until(() -> router.metric("berth_router_waiting") == 1);
            pod.health(healthy);
            assertThat(early.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void theStreamsOfAPodThatStaysFrozenEndWithAnErrorEvent() throws Exception {
        try (FakePod frozen = new FakePod(ENDLESS);
                RouterFixture router = RouterFixture.start(
                        config("http: {" + QUICK_PROBES + "}"),
                        table(1).pod("p", frozen.port()).hot("sql", "p").build());
                RawClient client = new RawClient(router.port())) {
            client.post(CHAT, streamBody("sql")).readUntil("token");
            frozen.freeze();
            assertThat(client.readAll()).contains("data: {\"error\":").contains("the pod is down");
        }
    }

    @Test
    void aPodWhoseAnswersFailIsEjectedAndTriedAgain() throws Exception {
        try (FakePod sick = new FakePod((request, wire) -> wire.json(500, "{\"error\":{\"message\":\"boom\"}}"));
                FakePod well = new FakePod(FakePod.answering());
                RouterFixture router = RouterFixture.start(first(sick, well))) {
            for (int i = 0; i < 5; i++) {
                assertThat(router.chat("sql").statusCode()).isEqualTo(500);
            }
            for (int i = 0; i < 10; i++) {
                assertThat(router.chat("sql").statusCode()).isEqualTo(200);
            }
            assertThat(sick.received()).hasSize(5);
            assertThat(router.metric("berth_router_ejections_total")).isEqualTo(1);
            sick.behave(FakePod.answering());
            await().atMost(Duration.ofSeconds(15)).until(() -> router.chat("sql")
                    .headers()
                    .firstValue("x-berth-pod")
                    .equals(java.util.Optional.of("a")));
            assertThat(router.chat("sql").headers().firstValue("x-berth-pod")).hasValue("a");
        }
    }

    @Test
    void aModelsOnlyPodServesItWhateverItsAnswersAre() throws Exception {
        try (FakePod sick = new FakePod((request, wire) -> wire.json(500, "{}"));
                RouterFixture router = RouterFixture.start(
                        table(1).pod("p", sick.port()).hot("sql", "p").build())) {
            for (int i = 0; i < 12; i++) {
                assertThat(router.chat("sql").statusCode()).isEqualTo(500);
            }
            assertThat(sick.received()).hasSize(12);
        }
    }

    @Test
    void aDeploymentsOwnTotalTimeEndsAStreamThatGoesOnAndOn() throws Exception {
        FakePod.Behaviour chatty = (request, wire) -> {
            wire.beginStream();
            while (true) {
                wire.event("token");
                wire.chunk(": " + "x".repeat(2_000) + "\n\n");
            }
        };
        try (FakePod pod = new FakePod(chatty);
                RouterFixture router = RouterFixture.start(
                        config("http: {deployments: {default/sim: {totalMillis: 500}}}"),
                        table(1).pod("p", pod.port()).hot("sql", "p").build());
                RawClient client = new RawClient(router.port())) {
            client.post(CHAT, streamBody("sql"));
            assertThat(client.readAll()).contains("data: {\"error\":");
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> router.metric(
                                    "berth_router_requests_total{policy=\"least-request\",outcome=\"timed_out\",}")
                            == 1);
        }
    }

    @Test
    void garbageIsNoAnswer() throws Exception {
        try (FakePod garbage = new FakePod((request, wire) -> wire.raw("HTTP/1.1 200 OK\r\nx\r\n\r\n"));
                FakePod well = new FakePod(FakePod.answering());
                RouterFixture router = RouterFixture.start(first(garbage, well))) {
            for (int i = 0; i < 10; i++) {
                assertThat(router.chat("sql").statusCode()).isEqualTo(200);
            }
            assertThat(garbage.received()).as("ejected").hasSize(5);
        }
    }

    /** Whatever was cut off, the client's chunks stay chunks, and the last event is the error. */
    @Test
    void aPodThatDiesInTheMiddleOfAChunkLeavesAReadableStream() throws Exception {
        String[] ends = {"", "40\r\ndata: {\"half\":", "40\r\n" + "x".repeat(64), "5\r\nabc\n\n\r", "1", "1f\r"};
        for (String end : ends) {
            FakePod.Behaviour dying = (request, wire) -> {
                wire.beginStream();
                wire.event("token");
                wire.raw(end);
                wire.reset();
            };
            try (FakePod pod = new FakePod(dying);
                    RouterFixture router = RouterFixture.start(
                            table(1).pod("p", pod.port()).hot("sql", "p").build());
                    RawClient client = new RawClient(router.port())) {
                client.post(CHAT, streamBody("sql"));
                String all = client.readAll();
                String body = dechunked(all.substring(all.indexOf("\r\n\r\n") + 4));
                assertThat(body).as(end).startsWith("data: token\n\n").endsWith("\n\n");
                assertThat(body.substring(body.lastIndexOf("data: "))).as(end).startsWith("data: {\"error\":");
            }
        }
    }

    /** Strict; the last chunk may be missing. */
    private static String dechunked(String chunks) throws IOException {
        InputStream in = new ByteArrayInputStream(chunks.getBytes(StandardCharsets.UTF_8));
        StringBuilder body = new StringBuilder();
        while (in.available() > 0) {
            StringBuilder size = new StringBuilder();
            int b;
            while ((b = in.read()) != '\r') {
                size.append((char) b);
            }
            assertThat(in.read()).isEqualTo('\n');
            body.append(new String(in.readNBytes(Integer.parseInt(size.toString(), 16)), StandardCharsets.UTF_8));
            assertThat(in.read()).isEqualTo('\r');
            assertThat(in.read()).isEqualTo('\n');
        }
        return body.toString();
    }

    @Test
    void bodiesBeyondTheBudgetAreAskedToComeLater() throws Exception {
        try (FakePod pod = new FakePod(FakePod.answering());
                RouterFixture router = RouterFixture.start(
                        config("http: {maxBodyBytes: 100000, maxHeldBytes: 150000}"),
                        table(1).pod("p", pod.port()).hot("sql", "p").build())) {
            String head = "POST " + CHAT + " HTTP/1.1\r\nhost: r\r\ncontent-length: 90000\r\n\r\n{";
            try (RawClient slow = new RawClient(router.port());
                    RawClient second = new RawClient(router.port())) {
                slow.send(head);
                await().atMost(Duration.ofSeconds(20)).until(() -> router.metric("berth_router_held_bytes") >= 90_000);
                second.send(head);
                String refused = second.readUntil("\r\n\r\n");
                assertThat(refused).startsWith("HTTP/1.1 429").contains("retry-after: 1");
                assertThat(router.chat("sql").statusCode())
                        .as("a small one fits")
                        .isEqualTo(200);
            }
            await().atMost(Duration.ofSeconds(20)).until(() -> router.metric("berth_router_held_bytes") == 0);
        }
    }

    @Test
    void aFloodOfHeadersIsRefused() throws Exception {
        try (FakePod pod = new FakePod(FakePod.answering());
                RouterFixture router = RouterFixture.start(
                        table(1).pod("p", pod.port()).hot("sql", "p").build())) {
            try (RawClient client = new RawClient(router.port())) {
                client.send("POST " + CHAT + " HTTP/1.1\r\nhost: r\r\nx: " + "y".repeat(40_000));
                assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 400");
            }
            try (RawClient client = new RawClient(router.port())) {
                client.send("POST " + CHAT + " HTTP/1.1\r\nhost: r\r\n" + "x: y\r\n".repeat(200) + "\r\n");
                assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 400");
            }
        }
    }

    @Test
    void moreConnectionsThanMayBeAreClosed() throws Exception {
        try (RouterFixture router = RouterFixture.start(
                config("http: {maxConnections: 2}"), table(1).model("sql").build())) {
            try (RawClient one = new RawClient(router.port());
                    RawClient two = new RawClient(router.port())) {
                one.send("GET /v1/models HTTP/1.1\r\nhost: r\r\n\r\n").readWhole();
                two.send("GET /v1/models HTTP/1.1\r\nhost: r\r\n\r\n").readWhole();
                try (RawClient three = new RawClient(router.port())) {
                    assertThat(three.readAll()).isEmpty();
                }
            }
            await().atMost(Duration.ofSeconds(20))
                    .ignoreExceptions()
                    .until(() -> router.get("/v1/models").statusCode() == 200);
        }
    }

    @Test
    void aHeadThatTricklesIsClosedInTime() throws Exception {
        try (RouterFixture router = RouterFixture.start(
                        config("http: {bodyTimeoutMillis: 500}"),
                        table(1).model("sql").build());
                RawClient client = new RawClient(router.port())) {
            client.send("POST " + CHAT + " HTTP/1.1\r\nho");
            assertThat(client.readAll()).isEmpty();
        }
    }

    @Test
    void anUnknownPathOfAPodStaysItsOwnAnswerWithItsLength() throws Exception {
        try (FakePod pod = new FakePod((request, wire) -> {
                    wire.raw("HTTP/1.1 404 Not Found\r\ntransfer-encoding: chunked\r\n\r\n");
                    wire.chunk("{\"detail\":");
                    wire.chunk("\"Not Found\"}");
                    wire.endStream();
                });
                RouterFixture router = RouterFixture.start(
                        table(1).pod("p", pod.port()).hot("sql", "p").build())) {
            HttpResponse<String> answer = router.chat("sql");
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.body()).isEqualTo("{\"detail\":\"Not Found\"}");
            assertThat(answer.headers().firstValue("content-length")).hasValue("22");
            assertThat(router.chat("nothing").statusCode()).isEqualTo(404);
            assertThat(code(router.chat("nothing"))).isEqualTo("model_not_found");
        }
    }
}
