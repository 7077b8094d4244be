package dev.berth.simulator.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.simulator.engine.TestEngines;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class PodLifeIT {
    private static final Map<String, Object> LONG_STREAM = Map.of("stream", true, "ignore_eos", true);
    private static final PodConfig CONFIG = PodConfig.of("pod-1", "base");

    @Test
    void aClientThatLeavesAbortsItsRequest() throws IOException {
        try (SimulatedPod pod = SimulatedPod.start(CONFIG, TestEngines.roomy())) {
            PodClient client = new PodClient(pod);
            try (Socket socket = openStream(pod)) {
                PodReading.awaitRunning(client, 1);
                assertThat(PodReading.of(client).kvCacheUsage()).isPositive();
                assertThat(socket.isConnected()).isTrue();
            }

            PodReading.awaitRunning(client, 0);

            assertThat(PodReading.of(client).kvCacheUsage()).isZero();
            assertThat(client.metrics()).contains("finished_reason=\"abort\",} 1.0");
        }
    }

    @Test
    void theHeadOfAStreamComesBeforeItsFirstToken() throws IOException {
        try (SimulatedPod pod = SimulatedPod.start(CONFIG.withSpeed(0.01), TestEngines.roomy());
                Socket socket = openStream(pod)) {
            var lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));

            assertThat(lines.readLine()).as("a token takes more than a second").isEqualTo("HTTP/1.1 200 OK");
        }
    }

    @Test
    void aRestartedPodKnowsTheBaseModelOnly() {
        int port;
        double firstStart;
        try (SimulatedPod pod = SimulatedPod.start(CONFIG, TestEngines.roomy())) {
            PodClient client = new PodClient(pod);
            client.load("sql", "/adapters/sql-r16");
            assertThat(client.get("/v1/models").body()).contains("sql");
            port = pod.port();
            firstStart = PodReading.of(client).startSeconds();
        }

        try (SimulatedPod pod = SimulatedPod.start(CONFIG.withPort(port), TestEngines.roomy())) {
            PodClient client = new PodClient(pod);
            assertThat(client.get("/v1/models").body()).contains("base").doesNotContain("sql");
            assertThat(PodReading.of(client).startSeconds())
                    .as("a new incarnation")
                    .isGreaterThan(firstStart);
        }
    }

    @Test
    void aPodThatClosesTellsItsStreamsAndEnds() {
        SimulatedPod pod = SimulatedPod.start(CONFIG, TestEngines.roomy());
        PodClient client = new PodClient(pod);
        CompletableFuture<HttpResponse<String>> stream = client.sendLater(
                client.json("/v1/chat/completions", PodClient.chat("base", "hello", 5000, LONG_STREAM)));
        PodReading.awaitRunning(client, 1);

        pod.close();

        assertThat(PodClient.events(stream.join().body()))
                .endsWith("[DONE]")
                .anyMatch(event -> event.startsWith("{\"error\":{") && event.contains("shutting down"));
        assertThatThrownBy(() -> client.get("/health")).hasMessageContaining("did not answer");
    }

    @Test
    void aKilledPodLeavesItsClientsWithoutAWord() {
        SimulatedPod pod = SimulatedPod.start(CONFIG, TestEngines.roomy());
        PodClient client = new PodClient(pod);
        CompletableFuture<HttpResponse<String>> stream = client.sendLater(
                client.json("/v1/chat/completions", PodClient.chat("base", "hello", 5000, LONG_STREAM)));
        PodReading.awaitRunning(client, 1);

        pod.kill();

        assertThat(stream).failsWithin(Duration.ofSeconds(5));
        assertThatThrownBy(() -> client.get("/health")).hasMessageContaining("did not answer");
        pod.close();
    }

    @Test
    void aPortInUseIsToldInOneSentence() {
        try (SimulatedPod pod = SimulatedPod.start(CONFIG, TestEngines.roomy())) {
            assertThatThrownBy(() -> SimulatedPod.start(CONFIG.withPort(pod.port()), TestEngines.roomy()))
                    .isInstanceOf(PodStartException.class)
                    .hasMessageContaining("port is in use")
                    .hasMessageContaining(Integer.toString(pod.port()));
        }
    }

    @Test
    void aSleepingPodComputesNothingUntilItIsWoken() {
        ServerFlags dev = ServerFlags.DEFAULTS.withDevMode(true);
        try (SimulatedPod pod = SimulatedPod.start(CONFIG.withFlags(dev), TestEngines.roomy())) {
            PodClient client = new PodClient(pod);
            assertThat(client.post("/sleep?level=1", Map.of()).statusCode()).isEqualTo(200);
            assertThat(client.get("/is_sleeping").body()).isEqualTo("{\"is_sleeping\":true}");
            CompletableFuture<HttpResponse<String>> answer =
                    client.sendLater(client.json("/v1/chat/completions", PodClient.chat("base", "hello", 2)));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> PodReading.of(client).waiting() == 1);
            assertThat(client.metrics()).contains("sleep_state=\"awake\",} 0.0");

            client.post("/wake_up", Map.of());

            assertThat(answer.join().statusCode()).isEqualTo(200);
            assertThat(client.get("/is_sleeping").body()).isEqualTo("{\"is_sleeping\":false}");
        }
    }

    private static Socket openStream(SimulatedPod pod) throws IOException {
        String body = "{\"prompt\":\"hello\",\"max_tokens\":5000,\"stream\":true,\"ignore_eos\":true}";
        Socket socket = new Socket("127.0.0.1", pod.port());
        socket.setSoTimeout(5000);
        socket.getOutputStream()
                .write(
                        ("POST /v1/completions HTTP/1.1\r\nHost: pod\r\nContent-Type: application/json\r\nContent-Length: "
                                        + body.length() + "\r\n\r\n" + body)
                                .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }
}
