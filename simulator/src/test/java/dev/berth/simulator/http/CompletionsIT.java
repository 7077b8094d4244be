package dev.berth.simulator.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.domain.json.Json;
import dev.berth.simulator.engine.TestEngines;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CompletionsIT {
    private static final Map<String, Object> STREAM = Map.of("stream", true);
    private static final Map<String, Object> STREAM_WITH_USAGE =
            Map.of("stream", true, "stream_options", Map.of("include_usage", true));

    private SimulatedPod pod;
    private PodClient client;

    @BeforeEach
    void startPod() {
        pod = SimulatedPod.start(
                PodConfig.of("pod-1", "base").withSpeed(10),
                TestEngines.roomy(),
                new OutputLengths(Map.of("short", 3, "long", 1000), 1),
                SimulatedPod.Clocks.SYSTEM);
        client = new PodClient(pod);
    }

    @AfterEach
    void closePod() {
        pod.close();
    }

    @Test
    void aChatStreamsARoleThenOneTokenAChunkThenDone() {
        HttpResponse<String> answer =
                client.send(client.json("/v1/chat/completions", PodClient.chat("base", "hello", 100, STREAM))
                        .header("X-Request-Id", "short"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).contains("text/event-stream; charset=utf-8");
        List<String> events = PodClient.events(answer.body());
        assertThat(events).hasSize(5);
        assertThat(events.get(4)).isEqualTo("[DONE]");
        JsonNode role = Json.tree(events.get(0));
        assertThat(role.path("id").asText()).isEqualTo("chatcmpl-short");
        assertThat(role.path("object").asText()).isEqualTo("chat.completion.chunk");
        assertThat(role.path("model").asText()).isEqualTo("base");
        assertThat(role.at("/choices/0/delta/role").asText()).isEqualTo("assistant");
        assertThat(role.has("usage")).isFalse();
        assertThat(Json.tree(events.get(1)).at("/choices/0/delta/content").asText())
                .isNotBlank();
        assertThat(Json.tree(events.get(2)).at("/choices/0/finish_reason").isNull())
                .isTrue();
        assertThat(Json.tree(events.get(3)).at("/choices/0/finish_reason").asText())
                .isEqualTo("stop");
    }

    @Test
    void usageComesInALastChunkWithoutChoicesWhenAskedFor() {
        HttpResponse<String> answer = client.send(
                client.json("/v1/chat/completions", PodClient.chat("base", "a".repeat(101), 100, STREAM_WITH_USAGE))
                        .header("X-Request-Id", "short"));

        List<String> events = PodClient.events(answer.body());
        JsonNode last = Json.tree(events.get(events.size() - 2));
        assertThat(last.path("choices")).isEmpty();
        assertThat(last.at("/usage/prompt_tokens").asInt()).as("101 bytes / 4").isEqualTo(26);
        assertThat(last.at("/usage/completion_tokens").asInt()).isEqualTo(3);
        assertThat(last.at("/usage/total_tokens").asInt()).isEqualTo(29);
        assertThat(events.subList(0, events.size() - 2)).noneMatch(event -> event.contains("usage"));
    }

    @Test
    void continuousUsageCountsUpInEveryChunk() {
        Map<String, Object> options = Map.of("include_usage", true, "continuous_usage_stats", true);
        HttpResponse<String> answer = client.send(client.json(
                        "/v1/completions",
                        Map.of("prompt", "hello", "max_tokens", 9, "stream", true, "stream_options", options))
                .header("X-Request-Id", "short"));

        assertThat(PodClient.events(answer.body()).stream()
                        .filter(event -> !event.equals("[DONE]"))
                        .map(event ->
                                Json.tree(event).at("/usage/completion_tokens").asInt()))
                .containsExactly(1, 2, 3, 3);
    }

    @Test
    void forcedUsageNeedNotBeAskedFor() {
        ServerFlags forced = ServerFlags.DEFAULTS.withForceIncludeUsage(true);
        try (SimulatedPod other =
                SimulatedPod.start(PodConfig.of("pod-2", "base").withFlags(forced), TestEngines.roomy())) {
            HttpResponse<String> answer =
                    new PodClient(other).post("/v1/chat/completions", PodClient.chat("base", "hello", 2, STREAM));

            assertThat(answer.body()).contains("\"choices\":[],\"usage\":{");
        }
    }

    @Test
    void aWholeAnswerHasTheSameTextAndItsUsage() {
        String streamed = PodClient.events(client.send(client.json(
                                        "/v1/completions", Map.of("prompt", "hello", "max_tokens", 9, "stream", true))
                                .header("X-Request-Id", "short"))
                        .body())
                .stream()
                .filter(event -> !event.equals("[DONE]"))
                .map(event -> Json.tree(event).at("/choices/0/text").asText())
                .reduce("", String::concat);

        HttpResponse<String> answer =
                client.send(client.json("/v1/completions", Map.of("model", "base", "prompt", "hello", "max_tokens", 9))
                        .header("X-Request-Id", "short"));

        JsonNode body = Json.tree(answer.body());
        assertThat(answer.headers().firstValue("content-type")).contains("application/json");
        assertThat(body.path("id").asText()).isEqualTo("cmpl-short");
        assertThat(body.path("object").asText()).isEqualTo("text_completion");
        assertThat(body.at("/choices/0/text").asText()).isEqualTo(streamed).isNotBlank();
        assertThat(body.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
        assertThat(body.at("/usage/completion_tokens").asInt()).isEqualTo(3);
    }

    @Test
    void aLengthIsCappedByMaxTokensAndTheReasonSaysSo() {
        HttpResponse<String> answer =
                client.send(client.json("/v1/chat/completions", PodClient.chat("base", "hello", 7))
                        .header("X-Request-Id", "long"));

        JsonNode body = Json.tree(answer.body());
        assertThat(body.at("/usage/completion_tokens").asInt()).isEqualTo(7);
        assertThat(body.at("/choices/0/finish_reason").asText()).isEqualTo("length");
        assertThat(body.at("/choices/0/message/role").asText()).isEqualTo("assistant");
    }

    @Test
    void aRepeatedPromptIsReportedAsCachedButNotAcrossModels() {
        String prompt = "x".repeat(64 * 5 + 8);
        client.load("sql", "/adapters/sql-r16");

        assertThat(cachedTokens("base", prompt)).isZero();
        assertThat(cachedTokens("base", prompt)).isEqualTo(80);
        assertThat(cachedTokens("sql", prompt)).isZero();
    }

    @Test
    void connectionsAreKeptAndRequestsOnThemServedInTurn() {
        for (int i = 0; i < 3; i++) {
            assertThat(client.post("/v1/chat/completions", PodClient.chat("base", "hello", 2))
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void loadIsReportedInAHeaderWhenAskedFor() {
        HttpResponse<String> text = client.send(client.json("/v1/completions", Map.of("prompt", "a", "max_tokens", 1))
                .header("endpoint-load-metrics-format", "TEXT"));
        HttpResponse<String> json = client.send(client.json("/v1/completions", Map.of("prompt", "a", "max_tokens", 1))
                .header("endpoint-load-metrics-format", "JSON"));

        assertThat(text.headers().firstValue("endpoint-load-metrics"))
                .contains("TEXT named_metrics.kv_cache_usage_perc=0.0, named_metrics.num_requests_waiting=0.0");
        assertThat(json.headers().firstValue("endpoint-load-metrics"))
                .contains("JSON {\"named_metrics\": {\"kv_cache_usage_perc\": 0.0, \"num_requests_waiting\": 0.0}}");
    }

    @Test
    void anUnknownModelIsNotFoundInOpenAisShape() {
        HttpResponse<String> answer = client.post("/v1/chat/completions", PodClient.chat("nobody", "hello", 2));

        assertThat(answer.statusCode()).isEqualTo(404);
        JsonNode error = Json.tree(answer.body()).path("error");
        assertThat(error.path("message").asText()).isEqualTo("The model `nobody` does not exist.");
        assertThat(error.path("type").asText()).isEqualTo("NotFoundError");
        assertThat(error.has("param")).isTrue();
        assertThat(error.path("param").isNull()).isTrue();
        assertThat(error.path("code").asInt()).isEqualTo(404);
    }

    @Test
    void aBodyThatIsNotOfTheApiIsABadRequest() {
        assertBadRequest(raw("{\"model\": \"base\", "), "not valid JSON");
        assertBadRequest(raw("[]"), "must be a JSON object");
        assertBadRequest(raw("{\"model\":\"base\"}"), "messages");
        assertBadRequest(raw("{\"messages\":[{\"content\":\"no role\"}]}"), "role");
        assertBadRequest(raw("{\"messages\":[{\"role\":\"user\",\"content\":\"a\"}],\"stream\":\"yes\"}"), "stream");
        assertBadRequest(client.post("/v1/completions", Map.of("max_tokens", 3)), "prompt");
        assertBadRequest(client.post("/v1/completions", Map.of("prompt", "a", "max_tokens", 0)), "max_tokens");
        assertBadRequest(
                client.send(client.request("/v1/chat/completions").POST(BodyPublishers.ofString("{}"))),
                "Only 'application/json' is allowed");
    }

    @Test
    void whatExceedsTheContextIsABadRequest() {
        int context = 8192;
        assertBadRequest(
                client.post("/v1/chat/completions", PodClient.chat("base", "a".repeat(4 * context), 1)),
                "maximum context length is 8192 tokens. However, your request has 8192 input tokens");
        assertBadRequest(
                client.post("/v1/chat/completions", PodClient.chat("base", "a".repeat(400), context - 99)),
                "too large: 8093");
    }

    @Test
    void aBodyOverTheLimitIsRefused() {
        HttpResponse<String> answer =
                client.post("/v1/chat/completions", PodClient.chat("base", "a".repeat(9 << 20), 1));

        assertThat(answer.statusCode()).isEqualTo(413);
    }

    @Test
    void pathsAndMethodsThatDoNotExistSaySo() {
        assertThat(client.get("/v1/nothing").statusCode()).isEqualTo(404);
        assertThat(client.get("/v1/nothing").body()).isEqualTo("{\"detail\":\"Not Found\"}");
        assertThat(client.get("/v1/chat/completions").statusCode()).isEqualTo(405);
        assertThat(client.get("/is_sleeping").statusCode())
                .as("only in dev mode")
                .isEqualTo(404);
    }

    @Test
    void aKeyIsAskedForUnderV1Only() {
        try (SimulatedPod locked =
                SimulatedPod.start(PodConfig.of("pod-3", "base").withApiKey("s3cret"), TestEngines.roomy())) {
            PodClient stranger = new PodClient(locked);

            assertThat(stranger.get("/v1/models").statusCode()).isEqualTo(401);
            assertThat(stranger.get("/v1/models").body()).isEqualTo("{\"error\":\"Unauthorized\"}");
            assertThat(stranger.load("sql", "/sql").statusCode()).isEqualTo(401);
            assertThat(stranger.get("/health").statusCode()).isEqualTo(200);
            assertThat(stranger.get("/metrics").statusCode()).isEqualTo(200);
            assertThat(stranger.send(stranger.request("/v1/models").header("Authorization", "Bearer s3cret"))
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void smallEndpointsAnswer() {
        assertThat(client.get("/health").body()).isEmpty();
        assertThat(client.get("/ping").statusCode()).isEqualTo(200);
        assertThat(Json.tree(client.get("/version").body()).path("version").asText())
                .isNotEmpty();
    }

    private int cachedTokens(String model, String prompt) {
        HttpResponse<String> answer = client.post("/v1/chat/completions", PodClient.chat(model, prompt, 1));
        return Json.tree(answer.body())
                .at("/usage/prompt_tokens_details/cached_tokens")
                .asInt(-1);
    }

    private HttpResponse<String> raw(String body) {
        return client.send(client.request("/v1/chat/completions")
                .header("Content-Type", "application/json; charset=utf-8")
                .POST(BodyPublishers.ofString(body)));
    }

    private static void assertBadRequest(HttpResponse<String> answer, String says) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        JsonNode error = Json.tree(answer.body()).path("error");
        assertThat(error.path("message").asText()).contains(says);
        assertThat(error.path("code").asInt()).isEqualTo(400);
    }
}
