package dev.berth.router.http;

import static dev.berth.router.RouterFixture.config;
import static dev.berth.router.RouterFixture.streamBody;
import static dev.berth.router.TestTables.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.router.FakePod;
import dev.berth.router.RawClient;
import dev.berth.router.RouterFixture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * All at once: of six pods one is killed, one frozen, one answers garbage, one closes in the middle of its streams, one
 * becomes slow, and one is left. No request whose client has seen nothing may fail, and what was begun ends whole or in an
 * error event.
 */
@Timeout(120)
class CalamityIT {
    private static final int CLIENTS = 500;
    private static final int EVENTS = 8;

    private enum Fate {
        WELL,
        KILLED,
        FROZEN,
        GARBAGE,
        CLOSING,
        SLOW
    }

    /** A pod that streams until its fate is met. */
    private static final class Doomed {
        private volatile Fate fate = Fate.WELL;
        private final FakePod pod = new FakePod(this::serve);

        private void serve(FakePod.Received request, FakePod.Wire wire) throws Exception {
            if (fate == Fate.GARBAGE) {
                wire.raw("\u0007 this is no answer\r\n\r\n");
                return;
            }
            wire.beginStream();
            for (int i = 0; i < EVENTS; i++) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(fate == Fate.SLOW ? 400 : 150));
                if (fate == Fate.CLOSING && i > 2) {
                    wire.close();
                    return;
                }
                if (fate == Fate.FROZEN) {
                    wire.awaitEnd();
                }
                wire.event("{\"choices\":[{\"delta\":{\"content\":\"token " + i + "\"}}]}");
            }
            wire.event("[DONE]");
            wire.endStream();
        }

        void meet(Fate next) {
            fate = next;
            if (next == Fate.KILLED) {
                pod.kill();
            } else if (next == Fate.FROZEN) {
                pod.freeze();
            }
        }
    }

    private static String judge(String answer) {
        if (answer.isEmpty()) {
            return "nothing at all";
        }
        if (!answer.startsWith("HTTP/1.1 200")) {
            return answer.lines().findFirst().orElse("");
        }
        boolean whole = answer.endsWith("data: [DONE]\n\n\r\n0\r\n\r\n");
        boolean brokenAfterABeginning =
                answer.contains("token 0") && answer.contains("data: {\"error\":") && !answer.contains("\r\n0\r\n\r\n");
        return whole ? "whole" : brokenAfterABeginning ? "broken" : "cut: " + answer;
    }

    private static void client(int port, Queue<String> ends, AtomicInteger running) {
        while (running.get() == 0) {
            try (RawClient client = new RawClient(port)) {
                String body = streamBody("sql");
                client.send("POST /v1/chat/completions HTTP/1.1\r\nhost: r\r\nconnection: close\r\ncontent-length: "
                        + body.length() + "\r\n\r\n" + body);
                ends.add(judge(client.readAll()));
            } catch (java.io.IOException e) {
                ends.add(e.toString());
            }
        }
    }

    @Test
    void whatHasNotBegunSucceedsAndWhatHasBegunEndsClearly() throws Exception {
        Map<Fate, Doomed> pods = new EnumMap<>(Fate.class);
        var routes = table(1);
        List<String> names = new ArrayList<>();
        for (Fate fate : Fate.values()) {
            Doomed doomed = new Doomed();
            pods.put(fate, doomed);
            routes.pod(fate.name(), doomed.pod.port());
            names.add(fate.name());
        }
        routes.hot("sql", names.toArray(String[]::new));
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        Queue<String> ends = new ConcurrentLinkedQueue<>();
        AtomicInteger stop = new AtomicInteger();
        String settings =
                "{policy: round-robin, http: {maxTries: 12, retryReserve: 100000, waitingRoom: 1000, probes: {periodMillis: 100,"
                        + " idlePeriodMillis: 100, timeoutMillis: 400, breakMillis: 800}}}";
        try (RouterFixture router = RouterFixture.start(config(settings), routes.build())) {
            for (int i = 0; i < CLIENTS; i++) {
                clients.execute(() -> client(router.port(), ends, stop));
            }
            await().atMost(Duration.ofSeconds(30)).until(() -> ends.size() > CLIENTS);
            pods.forEach((fate, doomed) -> doomed.meet(fate));
            int before = ends.size();
            await().atMost(Duration.ofSeconds(60)).until(() -> ends.size() > before + 3 * CLIENTS);
            stop.set(1);
            clients.shutdown();
            assertThat(clients.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
            assertThat(ends.stream().filter(end -> !end.equals("whole") && !end.equals("broken")))
                    .isEmpty();
            assertThat(ends).contains("broken");
            assertThat(router.metric("berth_router_pods_down_total")).isGreaterThanOrEqualTo(1);
            assertThat(router.metric("berth_router_in_flight")).isZero();
            assertThat(router.metric("berth_router_held_bytes")).isZero();
        } finally {
            stop.set(1);
            clients.shutdownNow();
            pods.values().forEach(doomed -> doomed.pod.close());
        }
    }
}
