package dev.berth.router.http;

import static dev.berth.router.RouterFixture.code;
import static dev.berth.router.RouterFixture.config;
import static dev.berth.router.TestTables.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.domain.Version;
import dev.berth.domain.engine.EngineLimits;
import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.engine.LoadTime;
import dev.berth.domain.engine.StepTime;
import dev.berth.domain.profile.LatencyProfile;
import dev.berth.domain.profile.ProfileFromEngine;
import dev.berth.domain.slo.SloTarget;
import dev.berth.router.FakePod;
import dev.berth.router.RouterClocks;
import dev.berth.router.RouterFixture;
import dev.berth.router.TestProfiles;
import dev.berth.router.TestTables;
import dev.berth.router.pick.Policies;
import dev.berth.store.InMemoryBlackboard;
import dev.berth.store.Keys;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What policies need of the live router: prefixes of bodies, counts of what waits, standbys, a room for who must wait. */
@Timeout(60)
class PickingIT {
    private static final String HISTORY = "the same words of a long conversation ".repeat(40);

    /** One request fills a pod: it takes one sequence at a time. */
    private static LatencyProfile oneAtATime() {
        EngineSpec engine = new EngineSpec(
                "test",
                "GPU",
                "llama",
                1,
                new StepTime(10, 0.1, 0.05, 0, 0, 0),
                new EngineLimits(1, 2048, 200_000, 16, 32_768, 8, 32, 64),
                List.of(new LoadTime(16, 10, 100, 100)),
                4,
                1,
                List.of());
        return ProfileFromEngine.of(
                Version.firstOf(1), 1, TestTables.DEPLOYMENT, "llama", engine, new SloTarget(2, 0.1, 0), 4);
    }

    private static RouterFixture router(String changes, LatencyProfile profile, TestTables table) {
        InMemoryBlackboard blackboard = new InMemoryBlackboard();
        blackboard.write(Keys.PROFILE_OFFLINE, TestTables.DEPLOYMENT, profile);
        RouterFixture router = RouterFixture.on(blackboard, config(changes), RouterClocks.SYSTEM);
        router.publish(table.build());
        return router;
    }

    private static String conversation(String last) {
        return "{\"model\":\"sql\",\"messages\":[{\"role\":\"user\",\"content\":\"" + HISTORY + last + "\"}]}";
    }

    @Test
    void whoFindsEveryPodFullWaitsUntilARequestEnds() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        FakePod.Behaviour slow = (request, wire) -> {
            go.await();
            wire.json(200, FakePod.COMPLETION);
        };
        try (FakePod pod = new FakePod(slow);
                RouterFixture router = router(
                        "policy: slo",
                        oneAtATime(),
                        table(1).pod("p", pod.port()).hot("sql", "p"))) {
            CompletableFuture<HttpResponse<String>> first = router.chatLater("sql");
            await().atMost(Duration.ofSeconds(20)).until(() -> pod.received().size() == 1);
            CompletableFuture<HttpResponse<String>> second = router.chatLater("sql");
            await().atMost(Duration.ofSeconds(20)).until(() -> router.metric("berth_router_waiting") == 1);
            assertThat(pod.received()).hasSize(1);
            go.countDown();
            assertThat(first.get(5, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
            assertThat(second.get(5, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
            assertThat(router.metric("berth_router_waiting")).isZero();
            assertThat(router.metric("berth_router_in_flight")).isZero();
        }
    }

    @Test
    void theWaitForRoomIsBounded() throws Exception {
        try (FakePod pod = new FakePod((request, wire) -> wire.awaitEnd());
                RouterFixture router = router(
                        "{policy: slo-pack-load, http: {waitMillis: 300}}",
                        oneAtATime(),
                        table(1).pod("p", pod.port()).hot("sql", "p"))) {
            CompletableFuture<HttpResponse<String>> first = router.chatLater("sql");
            await().atMost(Duration.ofSeconds(20)).until(() -> pod.received().size() == 1);
            HttpResponse<String> second = router.chat("sql");
            assertThat(second.statusCode()).isEqualTo(503);
            assertThat(code(second)).isEqualTo("at_capacity");
            assertThat(second.headers().firstValue("retry-after")).isPresent();
            assertThat(first.isDone()).isFalse();
        }
    }

    @Test
    void aConversationStaysWithItsPrefix() throws Exception {
        try (FakePod a = new FakePod(FakePod.answering());
                FakePod b = new FakePod(FakePod.answering());
                RouterFixture router = RouterFixture.start(
                        config("policy: prefix-affinity"),
                        table(1).pod("a", a.port())
                                .pod("b", b.port())
                                .hot("sql", "a", "b")
                                .build())) {
            for (int i = 0; i < 8; i++) {
                assertThat(router.post("/v1/chat/completions", conversation("turn " + i))
                                .statusCode())
                        .isEqualTo(200);
            }
            assertThat(List.of(a.received().size(), b.received().size())).containsExactlyInAnyOrder(0, 8);
        }
    }

    @Test
    void aStandbyIsOfferedToAPolicyThatAsksForIt() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        FakePod.Behaviour slow = (request, wire) -> {
            go.await();
            wire.json(200, FakePod.COMPLETION);
        };
        try (FakePod hot = new FakePod(slow);
                FakePod warm = new FakePod(slow);
                RouterFixture router = router(
                        "policy: slo-affinity",
                        oneAtATime(),
                        table(1).pod("hot", hot.port())
                                .pod("warm", warm.port())
                                .hot("sql", "hot")
                                .warm("sql", "warm"))) {
            for (int sent = 1; warm.received().isEmpty(); sent++) {
                var unused = router.chatLater("sql");
                int wanted = sent;
                await().atMost(Duration.ofSeconds(20))
                        .until(() -> !unused.isDone()
                                && hot.received().size() + warm.received().size() == wanted);
                assertThat(sent).as("requests on one hot pod before a spill").isLessThan(20);
            }
            assertThat(hot.received()).isNotEmpty();
            assertThat(router.admin("/debug/decisions")).contains("\"spill-surest\"");
            go.countDown();
            await().atMost(Duration.ofSeconds(10)).until(() -> router.metric("berth_router_in_flight") == 0);
        }
    }

    @Test
    void theHeaderTakesEachName() throws Exception {
        try (FakePod pod = new FakePod(FakePod.answering());
                RouterFixture router = router(
                        "",
                        TestProfiles.profile(),
                        table(1).pod("p", pod.port()).hot("sql", "p"))) {
            for (String name : Policies.names()) {
                HttpRequest request = router.request("/v1/chat/completions")
                        .header("routing-strategy", name)
                        .POST(HttpRequest.BodyPublishers.ofString(conversation(name)))
                        .build();
                assertThat(router.send(request).statusCode()).as(name).isEqualTo(200);
            }
        }
    }
}
