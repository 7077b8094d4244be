package dev.berth.router.http;

import static dev.berth.router.RouterFixture.code;
import static dev.berth.router.RouterFixture.config;
import static dev.berth.router.TestTables.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.router.FakePod;
import dev.berth.router.RawClient;
import dev.berth.router.RouterFixture;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WaitingRoomIT {
    @Test
    void aRequestWaitsForItsModelAndIsServedByTheTableThatBringsIt() throws Exception {
        try (FakePod pod = new FakePod(FakePod.answering());
                RouterFixture router = RouterFixture.start(
                        table(1).pod("p", pod.port()).model("sql").build())) {
            CompletableFuture<HttpResponse<String>> early = router.chatLater("sql");
            await().atMost(Duration.ofSeconds(20)).until(() -> router.metric("berth_router_waiting") == 1);
            router.publish(table(2).pod("p", pod.port()).hot("sql", "p").build());
            assertThat(early.get(5, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
            assertThat(router.metric("berth_router_waiting")).isZero();
            assertThat(router.metric("berth_router_queued_seconds_count")).isEqualTo(1);
        }
    }

    @Test
    void whenTheTimeIsOverTheAnswerSaysWhenToComeAgain() throws Exception {
        try (RouterFixture router = RouterFixture.start(
                config("http: {waitMillis: 300}"), table(1).model("sql").build())) {
            HttpResponse<String> answer = router.chat("sql");
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("retry-after")).isPresent();
            assertThat(code(answer)).isEqualTo("no_ready_pod");
            assertThat(router.metric("berth_router_requests_total{policy=\"least-request\",outcome=\"rejected\",}"))
                    .isEqualTo(1);
        }
    }

    @Test
    void theRoomIsBounded() throws Exception {
        try (RouterFixture router = RouterFixture.start(
                config("http: {waitingRoom: 2}"), table(1).model("sql").build())) {
            CompletableFuture<HttpResponse<String>> first = router.chatLater("sql");
            CompletableFuture<HttpResponse<String>> second = router.chatLater("sql");
            await().atMost(Duration.ofSeconds(20)).until(() -> router.metric("berth_router_waiting") == 2);
            HttpResponse<String> third = router.chat("sql");
            assertThat(third.statusCode()).isEqualTo(503);
            assertThat(code(third)).isEqualTo("waiting_room_full");
            assertThat(first.isDone() || second.isDone()).isFalse();
        }
    }

    @Test
    void whoLeavesMakesRoom() throws Exception {
        try (RouterFixture router = RouterFixture.start(table(1).model("sql").build())) {
            try (RawClient client = new RawClient(router.port())) {
                client.post("/v1/chat/completions", RouterFixture.body("sql"));
                await().atMost(Duration.ofSeconds(20)).until(() -> router.metric("berth_router_waiting") == 1);
            }
            await().atMost(Duration.ofSeconds(20)).until(() -> router.metric("berth_router_waiting") == 0);
        }
    }

    @Test
    void theOnlyPodThatDiesIsWaitedForThoughItsRequestWasSent() throws Exception {
        FakePod first = new FakePod((request, wire) -> wire.awaitEnd());
        int port = first.port();
        try (RouterFixture router =
                RouterFixture.start(table(1).pod("p", port).hot("sql", "p").build())) {
            CompletableFuture<HttpResponse<String>> request = router.chatLater("sql");
            await().atMost(Duration.ofSeconds(20)).until(() -> first.received().size() == 1);
            first.kill();
            await().atMost(Duration.ofSeconds(20)).until(() -> router.metric("berth_router_waiting") == 1);
            try (FakePod again = new FakePod(port, FakePod.answering())) {
                assertThat(request.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
                assertThat(again.received()).hasSize(1);
            }
        }
    }
}
