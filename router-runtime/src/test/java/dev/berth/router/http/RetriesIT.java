package dev.berth.router.http;

import static dev.berth.router.RouterFixture.code;
import static dev.berth.router.RouterFixture.config;
import static dev.berth.router.RouterFixture.streamBody;
import static dev.berth.router.TestTables.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.router.FakePod;
import dev.berth.router.RawClient;
import dev.berth.router.RouterFixture;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RetriesIT {
    @Test
    void aRequestWhosePodDiesBeforeItAnswersIsServedByAnother() throws Exception {
        try (FakePod sick = new FakePod((request, wire) -> wire.reset());
                FakePod well = new FakePod(FakePod.answering());
                RouterFixture router = RouterFixture.start(table(1).pod("sick", sick.port())
                        .pod("well", well.port())
                        .hot("sql", "sick", "well")
                        .build())) {
            for (int i = 0; i < 20; i++) {
                HttpResponse<String> answer = router.chat("sql");
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.headers().firstValue("x-berth-pod")).hasValue("well");
            }
            assertThat(sick.received()).as("it was tried").isNotEmpty();
        }
    }

    @Test
    void theHeadOfAnAnswerAloneIsNoAnswerYet() throws Exception {
        FakePod.Behaviour headThenDeath = (request, wire) -> {
            wire.beginStream(); // As engines do: the head at once, the first token after the queue.
            wire.reset();
        };
        try (FakePod sick = new FakePod(headThenDeath);
                FakePod well = new FakePod(FakePod.answering());
                RouterFixture router = RouterFixture.start(table(1).pod("a", sick.port())
                        .pod("b", well.port())
                        .alias("sql", "sql", "a")
                        .warm("sql", "b")
                        .build())) {
            HttpResponse<String> answer = router.post("/v1/chat/completions", streamBody("sql"));
            assertThat(answer.body()).isEqualTo(FakePod.COMPLETION);
            assertThat(sick.received()).hasSize(1);
        }
    }

    @Test
    void onceAByteWasSentNothingIsRetried() throws Exception {
        FakePod.Behaviour tokenThenDeath = (request, wire) -> {
            wire.beginStream();
            wire.event("token");
            wire.reset();
        };
        try (FakePod sick = new FakePod(tokenThenDeath);
                FakePod well = new FakePod(FakePod.answering());
                RouterFixture router = RouterFixture.start(table(1).pod("a", sick.port())
                        .pod("b", well.port())
                        .alias("sql", "sql", "a")
                        .warm("sql", "b")
                        .build());
                RawClient client = new RawClient(router.port())) {
            client.post("/v1/chat/completions", streamBody("sql"));
            assertThat(client.readAll()).contains("token");
            assertThat(well.received()).isEmpty();
        }
    }

    @Test
    void killingAPodFailsNoRequestThatHasNotBeenAnswered() throws Exception {
        FakePod.Behaviour never = (request, wire) -> wire.awaitEnd();
        try (FakePod victim = new FakePod(never);
                FakePod other = new FakePod(FakePod.answering());
                RouterFixture router = RouterFixture.start(table(1).pod("victim", victim.port())
                        .pod("other", other.port())
                        .hot("sql", "victim")
                        .build())) {
            List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                waiting.add(router.chatLater("sql"));
            }
            await().atMost(Duration.ofSeconds(10)).until(() -> victim.received().size() == 50);
            victim.kill();
            // They wait for a pod; the actuator's next table brings one. Now and then one of them is out to try the
            // victim.
            await().atMost(Duration.ofSeconds(20))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> router.metric("berth_router_waiting") == 50);
            router.publish(table(2).pod("victim", victim.port())
                    .pod("other", other.port())
                    .hot("sql", "other")
                    .build());
            for (CompletableFuture<HttpResponse<String>> request : waiting) {
                assertThat(request.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
            }
        }
    }

    @Test
    void aPodThatCantBeConnectedToIsSetAside() throws Exception {
        FakePod dead = new FakePod(FakePod.answering());
        dead.kill();
        try (FakePod well = new FakePod(FakePod.answering());
                RouterFixture router = RouterFixture.start(table(1).pod("dead", dead.port())
                        .pod("well", well.port())
                        .hot("sql", "dead", "well")
                        .build())) {
            for (int i = 0; i < 30; i++) {
                assertThat(router.chat("sql").statusCode()).isEqualTo(200);
            }
            assertThat(router.metric("berth_router_retries_total{cause=\"connect\",}"))
                    .isBetween(1.0, 10.0);
        }
    }

    @Test
    void aPodThatComesBackIsProbedAndUsedAgain() throws Exception {
        FakePod first = new FakePod(FakePod.answering());
        int port = first.port();
        first.kill();
        try (RouterFixture router =
                RouterFixture.start(table(1).pod("p", port).hot("sql", "p").build())) {
            CompletableFuture<HttpResponse<String>> early = router.chatLater("sql");
            await().atMost(Duration.ofSeconds(20)).until(() -> router.metric("berth_router_waiting") == 1);
            try (FakePod again = new FakePod(port, FakePod.answering())) {
                assertThat(early.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
                assertThat(again.received()).hasSize(1);
            }
        }
    }

    @Test
    void aPods503GoesToAnotherPodAndIsPassedOnOnlyIfThereIsNone() throws Exception {
        FakePod.Behaviour busy = (request, wire) -> wire.json(503, "{\"error\":{\"message\":\"engine is dead\"}}");
        try (FakePod sick = new FakePod(busy);
                FakePod well = new FakePod(FakePod.answering());
                RouterFixture router = RouterFixture.start(table(1).pod("a", sick.port())
                        .pod("b", well.port())
                        .alias("sql", "sql", "a")
                        .warm("sql", "b")
                        .alias("lonely", "lonely", "a")
                        .build())) {
            assertThat(router.chat("sql").statusCode()).isEqualTo(200);
            HttpResponse<String> alone = router.chat("lonely");
            assertThat(alone.statusCode()).isEqualTo(503);
            assertThat(alone.body()).contains("engine is dead");
        }
    }

    @Test
    void aPods500IsTheAnswerAndNotRetried() throws Exception {
        try (FakePod sick = new FakePod((request, wire) -> wire.json(500, "{\"error\":{\"message\":\"boom\"}}"));
                FakePod well = new FakePod(FakePod.answering());
                RouterFixture router = RouterFixture.start(table(1).pod("a", sick.port())
                        .pod("b", well.port())
                        .alias("sql", "sql", "a")
                        .warm("sql", "b")
                        .build())) {
            assertThat(router.chat("sql").statusCode()).isEqualTo(500);
            assertThat(well.received()).isEmpty();
        }
    }

    @Test
    void atMostThreePodsGetARequest() throws Exception {
        FakePod.Behaviour dying = (request, wire) -> wire.reset();
        try (FakePod a = new FakePod(dying);
                FakePod b = new FakePod(dying);
                FakePod c = new FakePod(dying);
                FakePod d = new FakePod(dying);
                RouterFixture router = RouterFixture.start(table(1).pod("a", a.port())
                        .pod("b", b.port())
                        .pod("c", c.port())
                        .pod("d", d.port())
                        .hot("sql", "a", "b", "c", "d")
                        .build())) {
            HttpResponse<String> answer = router.chat("sql");
            assertThat(answer.statusCode()).isEqualTo(502);
            assertThat(code(answer)).isEqualTo("pod_failed");
            assertThat(a.received().size()
                            + b.received().size()
                            + c.received().size()
                            + d.received().size())
                    .isEqualTo(3);
        }
    }

    @Test
    void anEmptyBudgetEndsTheRetries() throws Exception {
        try (FakePod sick = new FakePod((request, wire) -> wire.reset());
                FakePod well = new FakePod(FakePod.answering());
                RouterFixture router = RouterFixture.start(
                        config("http: {retryReserve: 0, retryRatio: 0}"),
                        table(1).pod("a", sick.port())
                                .pod("b", well.port())
                                .alias("sql", "sql", "a")
                                .warm("sql", "b")
                                .build())) {
            assertThat(router.chat("sql").statusCode()).isEqualTo(502);
        }
    }

    @Test
    void a404ForAnAdapterDropsThePairUntilTheNextTable() throws Exception {
        try (FakePod forgetful = new FakePod((request, wire) -> wire.json(404, FakePod.UNKNOWN_MODEL));
                FakePod well = new FakePod(FakePod.answering());
                RouterFixture router = RouterFixture.start(table(1).pod("a", forgetful.port())
                        .pod("b", well.port())
                        .alias("sql", "sql", "a")
                        .warm("sql", "b")
                        .build())) {
            for (int i = 0; i < 5; i++) {
                assertThat(router.chat("sql").statusCode()).isEqualTo(200);
            }
            assertThat(forgetful.received()).as("asked once, then no more").hasSize(1);
            assertThat(router.metric("berth_router_dropped_pairs_total")).isEqualTo(1);
            forgetful.behave(FakePod.answering());
            router.publish(table(2).pod("a", forgetful.port())
                    .pod("b", well.port())
                    .alias("sql", "sql", "a")
                    .build());
            assertThat(router.chat("sql").headers().firstValue("x-berth-pod")).hasValue("a");
        }
    }

    @Test
    void a404ForAPathIsTheClientsAnswer() throws Exception {
        try (FakePod pod = new FakePod((request, wire) -> wire.json(404, "{\"detail\":\"Not Found\"}"));
                RouterFixture router = RouterFixture.start(
                        table(1).pod("p", pod.port()).hot("sql", "p").build())) {
            HttpResponse<String> answer = router.post("/v1/rerank", RouterFixture.body("sql"));
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.body()).isEqualTo("{\"detail\":\"Not Found\"}");
            assertThat(router.metric("berth_router_dropped_pairs_total")).isZero();
        }
    }

    @Test
    void aConnectionThatIdledTooLongIsNoFailureOfThePod() throws Exception {
        FakePod.Behaviour answersOnceThenHangsUp = (request, wire) -> {
            wire.json(200, FakePod.COMPLETION);
            wire.close();
        };
        try (FakePod pod = new FakePod(answersOnceThenHangsUp);
                RouterFixture router = RouterFixture.start(
                        config("http: {maxTries: 1}"),
                        table(1).pod("p", pod.port()).hot("sql", "p").build())) {
            for (int i = 0; i < 20; i++) {
                assertThat(router.chat("sql").statusCode()).isEqualTo(200);
            }
        }
    }

    @Test
    void aPodThatDoesNotAnswerInTimeIsATimeout() throws Exception {
        try (FakePod pod = new FakePod((request, wire) -> wire.awaitEnd());
                RouterFixture router = RouterFixture.start(
                        config("http: {answerTimeoutMillis: 300}"),
                        table(1).pod("p", pod.port()).hot("sql", "p").build())) {
            HttpResponse<String> answer = router.chat("sql");
            assertThat(answer.statusCode()).isEqualTo(504);
            assertThat(code(answer)).isEqualTo("pod_timeout");
            assertThat(router.metric("berth_router_in_flight")).isZero();
        }
    }

    @Test
    void connectionsToPodsAreUsedAgain() throws Exception {
        try (FakePod pod = new FakePod(FakePod.answering());
                RouterFixture router = RouterFixture.start(
                        table(1).pod("p", pod.port()).hot("sql", "p").build())) {
            for (int i = 0; i < 50; i++) {
                router.chat("sql");
            }
            assertThat(pod.connections()).isLessThanOrEqualTo(4);
        }
    }
}
