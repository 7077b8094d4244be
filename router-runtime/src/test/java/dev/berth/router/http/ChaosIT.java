package dev.berth.router.http;

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
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever pods and clients do, each accepted request ends once and nothing stays counted. */
@Timeout(120)
class ChaosIT {
    private static final int CLIENTS = 8;
    private static final int REQUESTS = 120;

    /** A pod whose conduct is drawn anew for each request; one in two is well-behaved. */
    private static FakePod.Behaviour moody(int seed) {
        AtomicInteger requests = new AtomicInteger();
        return (request, wire) -> {
            SplittableRandom random = new SplittableRandom(seed * 1_000L + requests.getAndIncrement());
            switch (random.nextInt(12)) {
                case 0 -> wire.reset();
                case 1 -> {
                    wire.beginStream();
                    wire.reset();
                }
                case 2 -> {
                    wire.beginStream();
                    wire.event("token");
                    wire.reset();
                }
                case 3 -> wire.json(503, "{}");
                case 4 -> wire.json(404, FakePod.UNKNOWN_MODEL);
                case 5 -> wire.awaitEnd(); // Until the router gives up.
                case 6 -> {
                    wire.json(200, FakePod.COMPLETION);
                    wire.close();
                }
                case 7 -> wire.raw("not http at all\r\n\r\n");
                default -> {
                    wire.beginStream();
                    for (int i = 0; i < random.nextInt(20); i++) {
                        wire.event("token-" + i);
                    }
                    wire.endStream();
                }
            }
        };
    }

    private static RoutingTable tableOf(int counter, FakePod... pods) {
        var table = table(counter);
        for (int i = 0; i < pods.length; i++) {
            table.pod("p" + i, pods[i].port());
        }
        return table.hot("sql", "p0", "p1")
                .hot("chat", counter % 2 == 0 ? new String[] {"p1", "p2"} : new String[] {"p2"})
                .warm("chat", "p0")
                .build();
    }

    private static void client(int port, int seed, AtomicInteger done, AtomicInteger broken) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < REQUESTS; i++) {
            try (RawClient client = new RawClient(port)) {
                String model = random.nextBoolean() ? "sql" : "chat";
                client.post("/v1/chat/completions", RouterFixture.streamBody(model));
                if (random.nextInt(4) > 0) { // Otherwise it leaves at once.
                    client.readUntil("\r\n\r\n");
                }
            } catch (IOException e) {
                broken.incrementAndGet(); // The router closed a broken answer, as it must.
            } finally {
                done.incrementAndGet();
            }
        }
    }

    @Test
    void eachRequestEndsOnceAndNothingStaysCounted() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        AtomicInteger done = new AtomicInteger();
        AtomicInteger broken = new AtomicInteger();
        try (FakePod a = new FakePod(moody(1));
                FakePod b = new FakePod(moody(2));
                FakePod c = new FakePod(moody(3));
                RouterFixture router = RouterFixture.start(
                        config("http: {answerTimeoutMillis: 400, waitMillis: 500, retryReserve: 100000}"),
                        tableOf(1, a, b, c))) {
            for (int i = 0; i < CLIENTS; i++) {
                int seed = i;
                clients.execute(() -> client(router.port(), seed, done, broken));
            }
            int counter = 1;
            while (done.get() < CLIENTS * REQUESTS) {
                router.publish(tableOf(++counter, a, b, c)); // Dropped pairs come back with each.
                int before = done.get();
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> done.get() > before || done.get() == CLIENTS * REQUESTS);
            }
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> router.metric("berth_router_accepted_requests")
                            == router.metric("berth_router_finished_requests"));
            assertThat(router.metric("berth_router_accepted_requests")).isGreaterThan(CLIENTS * REQUESTS / 2.0);
            assertThat(broken).hasValueLessThan(CLIENTS * REQUESTS / 4);
            assertThat(router.metric("berth_router_in_flight")).isZero();
            assertThat(router.metric("berth_router_waiting")).isZero();
            assertThat(router.admin("/debug/routing?model=sql")).contains("\"podLoad\" : 0.0");
        } finally {
            clients.shutdownNow();
            assertThat(clients.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        }
    }
}
