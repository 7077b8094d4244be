package dev.berth.evaluation.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.berth.domain.json.Json;
import dev.berth.domain.slo.Outcome;
import dev.berth.domain.slo.SloClass;
import dev.berth.domain.slo.SloTarget;
import dev.berth.evaluation.SmallEngine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ReplayIT {
    private static final RequestJudge JUDGE =
            new RequestJudge(model -> new SloClass("any", new SloTarget(5, 1, 0), 1), SmallEngine.SPEC);

    private SseServer server;

    @BeforeEach
    void start() throws IOException {
        server = new SseServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static ReplayPlan plan(ReplayRequest... requests) {
        return new ReplayPlan("test", List.of(requests), 1, 0, List.of(), List.of(), 0, 0);
    }

    private static ReplayRequest request(String id, double at, String model, boolean stream) {
        return new ReplayRequest(id, at, model, 100, 5, stream, List.of());
    }

    private ReplayResult run(ReplayPlan plan, ReplayOptions options) {
        return Replay.run(plan, server.url(), options, JUDGE, progress -> {});
    }

    private RequestResult only(ReplayRequest request, ReplayOptions options) {
        return run(plan(request), options).results().get(0);
    }

    @Test
    void timesAStreamAsItsClientSeesIt() {
        RequestResult result = only(request("r1", 0.2, "sql", true), ReplayOptions.DEFAULTS.withRoutingStrategy("slo"));

        assertThat(result.outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(result.status()).isEqualTo(200);
        assertThat(result.pod()).isEqualTo("pod-7");
        assertThat(result.outputTokens()).isEqualTo(5);
        assertThat(result.sentAt()).isGreaterThanOrEqualTo(0.2);
        double firstToken = SseServer.FIRST_TOKEN_MILLIS / 1000.0;
        double allTokens = firstToken + 5 * SseServer.TOKEN_MILLIS / 1000.0;
        assertThat(result.servedSinceSent().ttftSeconds()).isBetween(firstToken, firstToken + 1);
        assertThat(result.servedSinceSent().e2eSeconds()).isBetween(allTokens, allTokens + 1.5);
        assertThat(result.servedSinceScheduled().ttftSeconds())
                .isCloseTo(result.servedSinceSent().ttftSeconds() + result.lagSeconds(), within(1e-9));
        assertThat(server.strategies).containsEntry("r1", "slo");
        assertThat(server.bodies.get("r1").get("max_tokens").asInt()).isEqualTo(5);
    }

    @Test
    void anAnswerInOnePieceHasItsTokensFromUsageAndNoFirstToken() {
        RequestResult result = only(request("r1", 0, "sql", false), ReplayOptions.DEFAULTS);

        assertThat(result.completed()).isTrue();
        assertThat(result.outputTokens()).isEqualTo(5);
        assertThat(result.hasFirstToken()).isFalse();
        assertThat(server.strategies).containsEntry("r1", "");
    }

    @Test
    void everyRequestEndsOnceHoweverItEnds() {
        List<String> models = List.of("sql", "breaks", "rejects", "errors", "silent");
        List<ReplayRequest> requests = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            requests.add(request("r" + i, i * 0.005, models.get(i % 5), i % 3 != 0));
        }
        List<Progress> progress = new ArrayList<>();

        ReplayResult result = Replay.run(
                plan(requests.toArray(ReplayRequest[]::new)),
                server.url(),
                ReplayOptions.DEFAULTS.withRequestTimeout(Duration.ofSeconds(5)),
                JUDGE,
                progress::add);

        assertThat(result.complete()).isTrue();
        assertThat(result.results().stream().map(RequestResult::id).toList())
                .isEqualTo(requests.stream().map(ReplayRequest::id).toList());
        assertThat(outcomesOf(result, "sql")).containsOnly(Outcome.COMPLETED);
        assertThat(outcomesOf(result, "breaks")).containsOnly(Outcome.FAILED);
        assertThat(outcomesOf(result, "rejects")).containsOnly(Outcome.REJECTED);
        assertThat(outcomesOf(result, "errors")).containsOnly(Outcome.FAILED);
        assertThat(outcomesOf(result, "silent")).containsOnly(Outcome.TIMED_OUT);
        assertThat(result.results().stream()
                        .filter(r -> r.model().equals("rejects"))
                        .map(RequestResult::error))
                .containsOnly("503 no ready pod");
        Progress last = progress.get(progress.size() - 1);
        assertThat(last.sent()).isEqualTo(200);
        assertThat(last.inFlight()).isZero();
        assertThat(last.met()).isEqualTo(40);
        assertThat(last.failed()).isEqualTo(160);
        assertThat(progress).hasSizeGreaterThan(2);
    }

    private static List<Outcome> outcomesOf(ReplayResult result, String model) {
        return result.results().stream()
                .filter(r -> r.model().equals(model))
                .map(RequestResult::outcome)
                .toList();
    }

    @Test
    void slowAnswersDoNotHoldBackWhatIsDue() {
        List<ReplayRequest> requests = IntStream.range(0, 100)
                .mapToObj(i -> request("r" + i, i * 0.01, "silent", true))
                .toList();

        ReplayResult result = run(
                plan(requests.toArray(ReplayRequest[]::new)),
                ReplayOptions.DEFAULTS.withRequestTimeout(Duration.ofSeconds(2)));

        assertThat(result.results()).hasSize(100).allMatch(r -> r.outcome() == Outcome.TIMED_OUT);
        List<Double> lags = result.results().stream()
                .map(RequestResult::lagSeconds)
                .sorted()
                .toList();
        assertThat(lags.get(0)).isGreaterThanOrEqualTo(0);
        assertThat(lags.get(50)).as("sent while a hundred are waiting").isLessThan(0.5);
        assertThat(server.seen.values()).as("each sent once").hasSize(100).containsOnly(1);
    }

    @Test
    void aConnectionIsUsedAgainWhenItsAnswerIsComplete() {
        ReplayResult result = run(
                plan(request("r1", 0, "sql", true), request("r2", 3, "sql", false), request("r3", 3, "sql", true)),
                ReplayOptions.DEFAULTS);

        assertThat(result.results()).allMatch(RequestResult::completed);
        assertThat(server.ports.get("r1")).isIn(server.ports.get("r2"), server.ports.get("r3"));
        assertThat(server.ports.get("r2")).isNotEqualTo(server.ports.get("r3"));
    }

    @Test
    void aRequestThatMetAClosingConnectionIsSentOnceMore() throws IOException {
        try (ClosingServer closing = new ClosingServer()) {
            ReplayResult result = Replay.run(
                    plan(request("r1", 0, "sql", false), request("r2", 1, "sql", false)),
                    closing.url(),
                    ReplayOptions.DEFAULTS,
                    JUDGE,
                    progress -> {});

            assertThat(result.results()).hasSize(2).allMatch(RequestResult::completed);
            assertThat(closing.posts()).isEqualTo(3);
        }
    }

    @Test
    void aRouterThatIsNotThereFailsEachRequestAtOnce() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }

        ReplayResult result = Replay.run(
                plan(request("r1", 0, "sql", true), request("r2", 0.1, "sql", false)),
                URI.create("http://127.0.0.1:" + free),
                ReplayOptions.DEFAULTS,
                JUDGE,
                progress -> {});

        assertThat(result.results()).hasSize(2).allMatch(r -> r.outcome() == Outcome.FAILED && r.status() == 0);
        assertThat(result.results().get(0).error()).startsWith("no connection to the router");
    }

    @Test
    void anInterruptEndsTheReplayEarlyAndStays() throws Exception {
        CompletableFuture<ReplayResult> ended = new CompletableFuture<>();
        CompletableFuture<Boolean> stayed = new CompletableFuture<>();
        Thread runner = new Thread(() -> {
            ended.complete(run(
                    plan(request("r1", 0, "silent", true), request("r2", 50, "sql", true)), ReplayOptions.DEFAULTS));
            stayed.complete(Thread.currentThread().isInterrupted());
        });
        runner.start();
        await().atMost(Duration.ofSeconds(20)).until(() -> server.seen.containsKey("r1"));

        runner.interrupt();

        ReplayResult result = ended.get(20, TimeUnit.SECONDS);
        assertThat(result.complete()).isFalse();
        assertThat(result.results()).hasSize(1).allMatch(r -> r.outcome() == Outcome.CLIENT_ABORT);
        assertThat(stayed.get(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void resultsAreWrittenALineEach(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("results.jsonl");
        ReplayResult result =
                run(plan(request("r1", 0, "sql", true), request("r2", 0, "rejects", true)), ReplayOptions.DEFAULTS);

        result.writeJsonl(file);

        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(2);
        assertThat(Json.read(lines.get(0), RequestResult.class))
                .isEqualTo(result.results().get(0));
        assertThat(Json.tree(lines.get(1)).get("outcome").asText()).isEqualTo("REJECTED");
    }

    @Test
    void aWrongTargetOrPlanIsRefused() {
        ReplayPlan twice = plan(request("r1", 0, "sql", true), request("r1", 0, "sql", true));

        assertThatThrownBy(() -> run(twice, ReplayOptions.DEFAULTS)).hasMessageContaining("request id r1 twice");
        assertThatThrownBy(() ->
                        Replay.run(plan(), URI.create("https://x"), ReplayOptions.DEFAULTS, JUDGE, progress -> {}))
                .hasMessage("a router is http://HOST:PORT, not https://x");
    }
}
