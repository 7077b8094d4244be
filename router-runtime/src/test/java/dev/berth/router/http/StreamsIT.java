package dev.berth.router.http;

import static dev.berth.router.RouterFixture.streamBody;
import static dev.berth.router.TestTables.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.router.FakePod;
import dev.berth.router.RawClient;
import dev.berth.router.RouterFixture;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StreamsIT {
    private static final String CHAT = "/v1/chat/completions";

    @Test
    void eachChunkPassesWhenItCameAndNotLater() throws Exception {
        Semaphore next = new Semaphore(0);
        FakePod.Behaviour behaviour = (request, wire) -> {
            wire.beginStream();
            for (int i = 0; i < 5; i++) {
                wire.event("token-" + i);
                next.acquire(); // The next one is sent only when the client has seen this one.
            }
            wire.event("[DONE]");
            wire.endStream();
        };
        try (FakePod pod = new FakePod(behaviour);
                RouterFixture router = RouterFixture.start(
                        table(1).pod("p", pod.port()).hot("sql", "p").build());
                RawClient client = new RawClient(router.port())) {
            client.post(CHAT, streamBody("sql"));
            String head = client.readUntil("\r\n\r\n");
            assertThat(head)
                    .startsWith("HTTP/1.1 200 OK")
                    .contains("content-type: text/event-stream; charset=utf-8")
                    .contains("x-berth-pod: p")
                    .contains("x-request-id: ");
            for (int i = 0; i < 5; i++) {
                client.readUntil("data: token-" + i + "\n\n");
                next.release();
            }
            client.readUntil("data: [DONE]\n\n\r\n0\r\n\r\n");
            client.post(CHAT, streamBody("sql")); // The connection lives on.
            client.readUntil("token-0");
        }
    }

    @Test
    void aClientThatLeavesEndsThePodsStreamAtOnce() throws Exception {
        CountDownLatch podSawTheEnd = new CountDownLatch(1);
        FakePod.Behaviour behaviour = (request, wire) -> {
            wire.beginStream();
            wire.event("token");
            wire.awaitEnd();
            podSawTheEnd.countDown();
        };
        try (FakePod pod = new FakePod(behaviour);
                RouterFixture router = RouterFixture.start(
                        table(1).pod("p", pod.port()).hot("sql", "p").build())) {
            try (RawClient client = new RawClient(router.port())) {
                client.post(CHAT, streamBody("sql")).readUntil("token");
            }
            assertThat(podSawTheEnd.await(5, TimeUnit.SECONDS)).isTrue();
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> router.metric(
                                    "berth_router_requests_total{policy=\"least-request\",outcome=\"client_abort\",}")
                            == 1);
            assertThat(router.metric("berth_router_in_flight")).isZero();
        }
    }

    @Test
    void aClientThatLeavesBeforeTheAnswerEndsThePodsWorkToo() throws Exception {
        CountDownLatch podSawTheEnd = new CountDownLatch(1);
        FakePod.Behaviour behaviour = (request, wire) -> {
            wire.awaitEnd();
            podSawTheEnd.countDown();
        };
        try (FakePod pod = new FakePod(behaviour);
                RouterFixture router = RouterFixture.start(
                        table(1).pod("p", pod.port()).hot("sql", "p").build())) {
            try (RawClient client = new RawClient(router.port())) {
                client.post(CHAT, streamBody("sql"));
                await().atMost(Duration.ofSeconds(20))
                        .until(() -> pod.received().size() == 1);
            }
            assertThat(podSawTheEnd.await(5, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aSlowReaderHoldsThePodBackAndNotTheRoutersMemory() throws Exception {
        AtomicLong sent = new AtomicLong();
        String event = "x".repeat(60_000);
        long whole = 64L << 20;
        FakePod.Behaviour behaviour = (request, wire) -> {
            wire.beginStream();
            while (sent.get() < whole) {
                wire.event(event);
                sent.addAndGet(event.length());
            }
            wire.endStream();
        };
        try (FakePod pod = new FakePod(behaviour);
                RouterFixture router = RouterFixture.start(
                        table(1).pod("p", pod.port()).hot("sql", "p").build());
                RawClient client = new RawClient(router.port())) {
            client.post(CHAT, streamBody("sql")).readUntil("xxx");
            AtomicLong before = new AtomicLong(-1);
            await().atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(300))
                    .until(() -> before.getAndSet(sent.get()) == sent.get()); // The pod has come to a halt.
            assertThat(sent.get()).as("what sockets and router hold").isLessThan(24L << 20);
            long read = 0;
            byte[] buffer = new byte[1 << 16];
            while (read < whole) {
                int n = client.in().read(buffer);
                assertThat(n).isPositive();
                read += n;
            }
        }
    }

    @Test
    void aStreamThatBreaksEndsInAnErrorAndNeverAsIfWhole() throws Exception {
        FakePod.Behaviour behaviour = (request, wire) -> {
            wire.beginStream();
            wire.event("token");
            if (request.text().contains("sql")) {
                wire.reset();
            }
        };
        try (FakePod pod = new FakePod(behaviour);
                RouterFixture router = RouterFixture.start(
                        table(1).pod("p", pod.port()).hot("sql", "p").build());
                RawClient client = new RawClient(router.port())) {
            client.post(CHAT, streamBody("sql"));
            String all = client.readAll();
            assertThat(all).contains("token").contains("data: {\"error\":").doesNotContain("\r\n0\r\n\r\n");
            await().atMost(Duration.ofSeconds(20))
                    .until(() ->
                            router.metric("berth_router_requests_total{policy=\"least-request\",outcome=\"failed\",}")
                                    == 1);
        }
    }

    @Test
    void aWholeAnswerThatBreaksEndsTheConnection() throws Exception {
        FakePod.Behaviour behaviour = (request, wire) -> {
            wire.raw("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{\"half\":");
            wire.close();
        };
        try (FakePod pod = new FakePod(behaviour);
                RouterFixture router = RouterFixture.start(
                        table(1).pod("p", pod.port()).hot("sql", "p").build());
                RawClient client = new RawClient(router.port())) {
            client.post(CHAT, RouterFixture.body("sql"));
            assertThat(client.readAll()).endsWith("{\"half\":");
        }
    }

    @Test
    void commentsAndOddChunksPassUnchanged() throws IOException {
        String odd = ": keep-alive\n\ndata: {\"a\":\"\u00e4\"}\r\n\r\ndata: [DONE]\n\n";
        FakePod.Behaviour behaviour = (request, wire) -> {
            wire.beginStream();
            wire.chunk(odd.substring(0, 3));
            wire.chunk(odd.substring(3));
            wire.endStream();
        };
        try (FakePod pod = new FakePod(behaviour);
                RouterFixture router = RouterFixture.start(
                        table(1).pod("p", pod.port()).hot("sql", "p").build());
                RawClient client = new RawClient(router.port())) {
            client.send("POST " + CHAT + " HTTP/1.0\r\ncontent-length: "
                    + streamBody("sql").length() + "\r\n\r\n" + streamBody("sql"));
            String all = client.readAll(); // HTTP/1.0: no chunks, ended by the connection.
            assertThat(all.substring(all.indexOf("\r\n\r\n") + 4)).isEqualTo(odd);
        }
    }

    @Test
    void anAnswerThatOnlyItsConnectionEndsIsPassedOnWhole() throws Exception {
        FakePod.Behaviour behaviour = (request, wire) -> {
            wire.raw("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n{\"whole\":true}");
            wire.close();
        };
        try (FakePod pod = new FakePod(behaviour);
                RouterFixture router = RouterFixture.start(
                        table(1).pod("p", pod.port()).hot("sql", "p").build())) {
            assertThat(router.chat("sql").body()).isEqualTo("{\"whole\":true}");
        }
    }
}
