package dev.berth.router.http;

import static dev.berth.router.RouterFixture.config;
import static dev.berth.router.TestTables.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.domain.json.Json;
import dev.berth.router.FakePod;
import dev.berth.router.FakePod.Received;
import dev.berth.router.RawClient;
import dev.berth.router.RouterFixture;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ForwardingIT {
    private static final String CHAT = "/v1/chat/completions";

    @Test
    void theBodyArrivesByteForByte() throws Exception {
        String body =
                " {\"messages\" : [ {\"content\":\"\\u00e4 \u4e2d \ud83d\ude00 \\\"model\\\": \\\"x\\\"\"} ],\t\"model\":\"sql\" , \"z\":1e3}\n";
        try (FakePod pod = new FakePod(FakePod.answering());
                RouterFixture router = RouterFixture.start(
                        table(1).pod("p", pod.port()).hot("sql", "p").build())) {
            assertThat(router.post(CHAT, body).statusCode()).isEqualTo(200);
            assertThat(pod.received().get(0).text()).isEqualTo(body);
        }
    }

    @Test
    void anAliasIsSplicedIntoTheBodyAndNothingElse() throws Exception {
        String body = "{ \"messages\":[{\"model\":\"sql\"}], \"model\" : \"s\\u0071l\", \"x\":\"sql\" }";
        try (FakePod pod = new FakePod(FakePod.answering());
                RouterFixture router = RouterFixture.start(table(1).pod("p", pod.port())
                        .alias("sql", "sql@0a1b2c3d", "p")
                        .build())) {
            assertThat(router.post(CHAT, body).statusCode()).isEqualTo(200);
            assertThat(pod.received().get(0).text())
                    .isEqualTo("{ \"messages\":[{\"model\":\"sql\"}], \"model\" : \"sql@0a1b2c3d\", \"x\":\"sql\" }");
        }
    }

    @Test
    void aBodyInManyPiecesIsOneRequest() throws Exception {
        String body = RouterFixture.body("sql") + " ".repeat(200_000);
        try (FakePod pod = new FakePod(FakePod.answering());
                RouterFixture router = RouterFixture.start(
                        table(1).pod("p", pod.port()).hot("sql", "p").build());
                RawClient client = new RawClient(router.port())) {
            client.send("POST " + CHAT + " HTTP/1.1\r\nhost: r\r\ntransfer-encoding: chunked\r\n\r\n");
            for (int at = 0; at < body.length(); at += 1_777) {
                String piece = body.substring(at, Math.min(body.length(), at + 1_777));
                client.send(Integer.toHexString(piece.length()) + "\r\n" + piece + "\r\n");
            }
            client.send("0\r\n\r\n");
            assertThat(client.readWhole()).endsWith(FakePod.COMPLETION);
            Received received = pod.received().get(0);
            assertThat(received.text()).isEqualTo(body);
            assertThat(received.headers()).doesNotContainKey("transfer-encoding");
        }
    }

    @Test
    void headersAreCleanedAndTheRequestIdGoesThrough() throws Exception {
        try (FakePod pod = new FakePod(FakePod.answering());
                RouterFixture router = RouterFixture.start(
                        config("http: {podApiKey: secret}"),
                        table(1).pod("p", pod.port()).hot("sql", "p").build())) {
            HttpResponse<String> answer = router.send(router.request(CHAT + "?api-version=1")
                    .header("authorization", "Bearer client")
                    .header("x-request-id", "id-42")
                    .header("routing-strategy", "random")
                    .header("traceparent", "00-1")
                    .POST(BodyPublishers.ofString(RouterFixture.body("sql")))
                    .build());
            assertThat(answer.headers().firstValue("x-request-id")).hasValue("id-42");
            Received received = pod.received().get(0);
            assertThat(received.line()).isEqualTo("POST " + CHAT + "?api-version=1 HTTP/1.1");
            assertThat(received.headers())
                    .containsEntry("authorization", "Bearer secret")
                    .containsEntry("x-request-id", "id-42")
                    .containsEntry("traceparent", "00-1")
                    .containsEntry("host", "127.0.0.1:" + pod.port())
                    .doesNotContainKeys("routing-strategy", "connection", "accept-encoding", "http2-settings");
            assertThat(router.admin("/debug/decisions")).contains("\"id-42\"").contains("\"random\"");
        }
    }

    @Test
    void aRequestWithoutAnIdGetsOne() throws Exception {
        try (FakePod pod = new FakePod(FakePod.answering());
                RouterFixture router = RouterFixture.start(
                        table(1).pod("p", pod.port()).hot("sql", "p").build())) {
            String first =
                    router.chat("sql").headers().firstValue("x-request-id").orElseThrow();
            String second =
                    router.chat("sql").headers().firstValue("x-request-id").orElseThrow();
            assertThat(first).isNotEqualTo(second);
            assertThat(pod.received().get(0).headers()).containsEntry("x-request-id", first);
        }
    }

    @Test
    void otherModelRequestsUnderV1AreRoutedToo() throws Exception {
        try (FakePod pod = new FakePod(FakePod.answering());
                RouterFixture router = RouterFixture.start(
                        table(1).pod("p", pod.port()).hot("sql", "p").build())) {
            assertThat(router.post("/v1/embeddings", RouterFixture.body("sql")).statusCode())
                    .isEqualTo(200);
            assertThat(router.post("/v1/completions", RouterFixture.body("sql")).statusCode())
                    .isEqualTo(200);
            assertThat(pod.received())
                    .extracting(Received::line)
                    .containsExactly("POST /v1/embeddings HTTP/1.1", "POST /v1/completions HTTP/1.1");
        }
    }

    @Test
    void leastRequestSpreadsWhatIsInFlight() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        FakePod.Behaviour waiting = (request, wire) -> {
            go.await();
            wire.json(200, FakePod.COMPLETION);
        };
        try (FakePod a = new FakePod(waiting);
                FakePod b = new FakePod(waiting);
                RouterFixture router = RouterFixture.start(table(1).pod("a", a.port())
                        .pod("b", b.port())
                        .hot("sql", "a", "b")
                        .build())) {
            CompletableFuture<?>[] requests = new CompletableFuture<?>[20];
            for (int i = 0; i < requests.length; i++) {
                requests[i] = router.chatLater("sql");
                int sent = i + 1;
                await().atMost(Duration.ofSeconds(20))
                        .until(() -> a.received().size() + b.received().size() == sent);
            }
            assertThat(a.received()).hasSize(10);
            var routes = Json.tree(router.admin("/debug/routing?model=sql")).path("routes");
            assertThat(routes.findValuesAsText("inFlight")).containsExactly("10", "10");
            go.countDown();
            CompletableFuture.allOf(requests).get(10, TimeUnit.SECONDS);
            assertThat(router.metric("berth_router_in_flight")).isZero();
        }
    }

    @Test
    void theNioFallbackCarriesTheSame() throws Exception {
        try (FakePod pod = new FakePod(FakePod.answering());
                RouterFixture router = RouterFixture.start(
                        config("http: {nativeTransport: false}"),
                        table(1).pod("p", pod.port()).hot("sql", "p").build())) {
            assertThat(router.chat("sql").body()).isEqualTo(FakePod.COMPLETION);
        }
    }

    @Test
    void aRouterThatStopsLetsRequestsEnd() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        FakePod.Behaviour waiting = (request, wire) -> {
            go.await();
            wire.json(200, FakePod.COMPLETION);
        };
        try (FakePod pod = new FakePod(waiting);
                RouterFixture router = RouterFixture.start(
                        config("http: {drainMillis: 20000}"),
                        table(1).pod("p", pod.port()).hot("sql", "p").build())) {
            CompletableFuture<HttpResponse<String>> request = router.chatLater("sql");
            await().atMost(Duration.ofSeconds(20)).until(() -> pod.received().size() == 1);
            Thread closing = new Thread(router::close);
            closing.start();
            go.countDown();
            HttpResponse<String> answer = request.get(10, TimeUnit.SECONDS);
            assertThat(answer.statusCode()).isEqualTo(200);
            closing.join(15_000);
            assertThat(closing.isAlive()).isFalse();
        }
    }

    @Test
    void whatHasNotEndedWhenTheTimeIsOverIsToldSo() throws Exception {
        try (FakePod pod = new FakePod((request, wire) -> wire.awaitEnd())) {
            RouterFixture router = RouterFixture.start(
                    config("http: {drainMillis: 300}"),
                    table(1).pod("p", pod.port()).hot("sql", "p").build());
            CompletableFuture<HttpResponse<String>> request = router.chatLater("sql");
            await().atMost(Duration.ofSeconds(20)).until(() -> pod.received().size() == 1);
            router.close();
            HttpResponse<String> answer = request.get(10, TimeUnit.SECONDS);
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(RouterFixture.code(answer)).isEqualTo("shutting_down");
        }
    }
}
