package dev.berth.router.http;

import static dev.berth.router.RouterFixture.body;
import static dev.berth.router.RouterFixture.config;
import static dev.berth.router.RouterFixture.streamBody;
import static dev.berth.router.TestTables.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.router.FakePod;
import dev.berth.router.LeakWitness;
import dev.berth.router.RawClient;
import dev.berth.router.RouterFixture;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** However a request ends, its buffers are given back. */
@Timeout(120)
class LeakIT {
    private static final String CHAT = "/v1/chat/completions";

    /** In turns everything that a pod can do. */
    private static FakePod.Behaviour moods() {
        AtomicInteger turn = new AtomicInteger();
        return (request, wire) -> {
            switch (turn.getAndIncrement() % 10) {
                case 0 -> wire.json(404, FakePod.UNKNOWN_MODEL);
                case 1 -> wire.json(404, "{}");
                case 2 -> wire.reset();
                case 3 -> wire.raw("garbage\r\n\r\n");
                case 4 -> {
                    wire.beginStream();
                    wire.raw("ff\r\nhalf");
                    wire.reset();
                }
                case 5 -> {
                    wire.raw("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\nuntil closed");
                    wire.close();
                }
                case 6 -> wire.json(503, "{}");
                case 7 -> wire.awaitEnd();
                case 8 -> wire.raw("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}surplus");
                default -> {
                    wire.beginStream();
                    wire.event("x".repeat(20_000));
                    wire.endStream();
                }
            }
        };
    }

    private static void post(RouterFixture router, String body) throws InterruptedException {
        try {
            router.post(CHAT, body);
        } catch (IOException e) {
            assertThat(e).as("an answer that was cut off").isNotNull();
        }
    }

    @Test
    void noBufferIsLost() throws Exception {
        assertThat(ResourceLeakDetector.getLevel()).isEqualTo(ResourceLeakDetector.Level.PARANOID);
        try (FakePod a = new FakePod(moods());
                FakePod b = new FakePod(moods());
                RouterFixture router = RouterFixture.start(
                        config("http: {answerTimeoutMillis: 300, waitMillis: 100, retryReserve: 100000,"
                                + " maxBodyBytes: 50000, bodyTimeoutMillis: 300}"),
                        table(1).pod("a", a.port())
                                .pod("b", b.port())
                                .hot("sql", "a", "b")
                                .alias("other", "other@1", "a")
                                .build())) {
            String large = body("sql").replace("hi", "y".repeat(40_000));
            for (int i = 0; i < 60; i++) {
                post(router, i % 3 == 0 ? large : body(i % 2 == 0 ? "sql" : "other"));
            }
            for (int i = 0; i < 20; i++) {
                try (RawClient leaver = new RawClient(router.port())) {
                    leaver.post(CHAT, streamBody("sql"));
                    if (i % 2 == 0) {
                        leaver.post(CHAT, large).post(CHAT, body("sql")); // Pipelined, and never answered.
                    }
                }
                try (RawClient odd = new RawClient(router.port())) {
                    odd.send(
                            i % 2 == 0
                                    ? "POST / HTTP/1.1\r\nho"
                                    : "POST / HTTP/1.1\r\nhost: r\r\ncontent-length: 9\r\n\r\n1");
                    if (i % 4 == 0) {
                        odd.send("POST / HTTP/1.1\r\nhost: r\r\ncontent-length: 99999\r\n\r\n" + "z".repeat(30_000));
                    }
                }
            }
            await().atMost(Duration.ofSeconds(20)).until(() -> router.metric("berth_router_in_flight") == 0);
            await().atMost(Duration.ofSeconds(10)).until(() -> router.metric("berth_router_held_bytes") == 0);
        }
        WeakReference<Object> sentinel = new WeakReference<>(new Object());
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            System.gc();
            return sentinel.get() == null;
        });
        for (int i = 0; i < 100; i++) {
            PooledByteBufAllocator.DEFAULT.buffer(64).release(); // Each allocation reports what was found.
        }
        assertThat(LeakWitness.leaks()).isEmpty();
    }
}
