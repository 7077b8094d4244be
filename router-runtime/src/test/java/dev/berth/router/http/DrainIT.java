package dev.berth.router.http;

import static dev.berth.router.RouterFixture.body;
import static dev.berth.router.RouterFixture.config;
import static dev.berth.router.TestTables.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.domain.routing.RoutingTable;
import dev.berth.router.FakePod;
import dev.berth.router.RawClient;
import dev.berth.router.RouterFixture;
import java.io.IOException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A router that ends under load loses nothing: its health says so first, so that a balancer sends elsewhere. */
@Timeout(60)
class DrainIT {
    private static final int CLIENTS = 20;

    /** Goes where the balancer says, and keeps a connection for as long as the answers let it. */
    private static void client(AtomicInteger balancer, AtomicInteger answered, Queue<String> lost, AtomicInteger stop) {
        while (stop.get() == 0) {
            try (RawClient client = new RawClient(balancer.get())) {
                String answer = "";
                while (stop.get() == 0 && !answer.contains("connection: close")) {
                    answer = client.post("/v1/chat/completions", body("sql")).readWhole();
                    if (!answer.startsWith("HTTP/1.1 200")) {
                        lost.add(answer);
                    }
                    answered.incrementAndGet();
                }
            } catch (IOException e) {
                lost.add(e.toString());
            }
        }
    }

    /** Told to end, it says so first; the balancer hears it and sends to another one, which stays. */
    private static void leave(RouterFixture router, AtomicInteger balancer, RouterFixture other) throws Exception {
        Thread closing = new Thread(router::close);
        closing.start();
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> router.admin("/healthz").contains("\"ready\" : false"));
        balancer.set(other.port());
        closing.join(15_000);
        assertThat(closing.isAlive()).isFalse();
    }

    private static void awaitMore(AtomicInteger answered) {
        int before = answered.get();
        await().atMost(Duration.ofSeconds(20)).until(() -> answered.get() > before + 10 * CLIENTS);
    }

    @Test
    void aRollingRestartOfBothReplicasUnderLoadFailsNothing() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        AtomicInteger answered = new AtomicInteger();
        AtomicInteger stop = new AtomicInteger();
        Queue<String> lost = new ConcurrentLinkedQueue<>();
        String settings = "http: {lingerMillis: 500, drainMillis: 10000}";
        try (FakePod pod = new FakePod(FakePod.answering())) {
            RoutingTable table = table(1).pod("p", pod.port()).hot("sql", "p").build();
            RouterFixture first = RouterFixture.start(config(settings), table);
            RouterFixture second = RouterFixture.start(config("{name: r2, " + settings + "}"), table);
            AtomicInteger balancer = new AtomicInteger(first.port());
            for (int i = 0; i < CLIENTS; i++) {
                clients.execute(() -> client(balancer, answered, lost, stop));
            }
            awaitMore(answered);
            assertThat(second.metric("berth_router_accepted_requests")).isZero();
            leave(first, balancer, second);
            awaitMore(answered);
            try (RouterFixture firstAgain = RouterFixture.start(config(settings), table)) {
                leave(second, balancer, firstAgain);
                awaitMore(answered);
                stop.set(1);
                clients.shutdown();
                assertThat(clients.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
                assertThat(lost).isEmpty();
                assertThat(firstAgain.metric("berth_router_accepted_requests")).isPositive();
            }
        } finally {
            stop.set(1);
            clients.shutdownNow();
        }
    }
}
