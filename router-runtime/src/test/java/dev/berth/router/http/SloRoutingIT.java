package dev.berth.router.http;

import static dev.berth.router.RouterFixture.config;
import static dev.berth.router.TestTables.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.domain.json.Json;
import dev.berth.router.FakePod;
import dev.berth.router.RouterFixture;
import dev.berth.router.TestProfiles;
import dev.berth.router.TestTables;
import dev.berth.store.Keys;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SloRoutingIT {
    @Test
    void aPublishedProfileIsFoundAndItsLoadsDecide() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        FakePod.Behaviour waiting = (request, wire) -> {
            go.await();
            wire.json(200, FakePod.COMPLETION);
        };
        try (FakePod a = new FakePod(waiting);
                FakePod b = new FakePod(waiting);
                RouterFixture router = RouterFixture.start(
                        config("policy: slo-least-load"),
                        table(1).pod("a", a.port())
                                .pod("b", b.port())
                                .hot("sql", "a", "b")
                                .build())) {
            router.blackboard().write(Keys.PROFILE_OFFLINE, TestTables.DEPLOYMENT, TestProfiles.profile());
            // Requests before the profile is read say so in their reason; one of them is the signal.
            AtomicInteger sent = new AtomicInteger();
            await().atMost(Duration.ofSeconds(10))
                    .pollInterval(Duration.ofMillis(250))
                    .until(() -> {
                        var unused = router.chatLater("sql");
                        sent.incrementAndGet();
                        await().atMost(Duration.ofSeconds(20)).until(() -> !unused.isDone());
                        return router.admin("/debug/decisions").contains("\"least-load\"");
                    });
            for (int i = 0; i < 10; i++) {
                var unused = router.chatLater("sql");
                int wanted = sent.incrementAndGet();
                await().atMost(Duration.ofSeconds(20))
                        .until(() -> !unused.isDone()
                                && a.received().size() + b.received().size() == wanted);
            }
            var routes = Json.tree(router.admin("/debug/routing?model=sql")).path("routes");
            double first = routes.get(0).path("podLoad").asDouble();
            double second = routes.get(1).path("podLoad").asDouble();
            assertThat(first).isPositive();
            assertThat(Math.abs(first - second)).as("the loads are kept even").isLessThan(0.2 * (first + second));
            go.countDown();
            await().atMost(Duration.ofSeconds(10)).until(() -> router.metric("berth_router_in_flight") == 0);
        }
    }
}
