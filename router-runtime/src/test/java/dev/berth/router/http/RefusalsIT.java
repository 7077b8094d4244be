package dev.berth.router.http;

import static dev.berth.router.RouterFixture.body;
import static dev.berth.router.RouterFixture.code;
import static dev.berth.router.RouterFixture.config;
import static dev.berth.router.TestTables.table;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.domain.json.Json;
import dev.berth.router.FakePod;
import dev.berth.router.RawClient;
import dev.berth.router.RouterFixture;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RefusalsIT {
    private static final String CHAT = "/v1/chat/completions";
    private static FakePod pod;
    private static RouterFixture router;

    @BeforeAll
    static void start() {
        pod = new FakePod(FakePod.answering());
        router = RouterFixture.start(
                config("http: {maxBodyBytes: 10000}"),
                table(1).pod("p", pod.port())
                        .hot("sql", "p")
                        .hot("chat", "p")
                        .model("away")
                        .build());
    }

    @AfterAll
    static void stop() {
        router.close();
        pod.close();
    }

    private static void assertOpenAiShape(HttpResponse<String> answer) {
        JsonNode error = Json.tree(answer.body()).path("error");
        assertThat(error.fieldNames()).toIterable().containsExactlyInAnyOrder("message", "type", "param", "code");
        assertThat(error.path("message").asText()).isNotBlank();
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
    }

    @Test
    void pathsThatSteerEnginesAreNotReachable() throws Exception {
        int before = pod.received().size();
        for (String path : List.of(
                "/v1/load_lora_adapter",
                "/v1/unload_lora_adapter",
                "/v1/load_lora_adapter?x=1",
                "/v1/%6coad_lora_adapter",
                "/sleep",
                "/wake_up",
                "/is_sleeping",
                "/metrics",
                "/tokenize",
                "/health")) {
            HttpResponse<String> answer = router.post(path, body("sql"));
            assertThat(answer.statusCode()).as(path).isEqualTo(404);
            assertOpenAiShape(answer);
            assertThat(router.get(path).statusCode()).as(path).isEqualTo(404);
        }
        assertThat(pod.received()).hasSize(before);
    }

    @Test
    void anUnknownModelIsNotFound() throws Exception {
        HttpResponse<String> answer = router.chat("nobody");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(code(answer)).isEqualTo("model_not_found");
        assertOpenAiShape(answer);
    }

    @Test
    void brokenJsonAndAMissingModelAreTheClientsMistake() throws Exception {
        HttpResponse<String> broken = router.post(CHAT, "{\"model\":\"sql\"");
        assertThat(broken.statusCode()).isEqualTo(400);
        assertThat(code(broken)).isEqualTo("invalid_json");
        assertOpenAiShape(broken);
        HttpResponse<String> missing = router.post(CHAT, "{\"messages\":[]}");
        assertThat(missing.statusCode()).isEqualTo(400);
        assertThat(code(missing)).isEqualTo("missing_model");
        assertThat(router.post(CHAT, "").statusCode()).isEqualTo(400);
    }

    @Test
    void anUnknownPolicyIsNamedWithTheNearest() throws Exception {
        HttpResponse<String> answer = router.send(router.request(CHAT)
                .header("routing-strategy", "lora-afinity")
                .POST(BodyPublishers.ofString(body("sql")))
                .build());
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("did you mean 'lora-affinity'?");
    }

    @Test
    void aBodyOverTheLimitIsRefusedWhetherAnnouncedOrNot() throws Exception {
        HttpResponse<String> announced = router.post(CHAT, "x".repeat(10_001));
        assertThat(announced.statusCode()).isEqualTo(413);
        assertOpenAiShape(announced);
        try (RawClient client = new RawClient(router.port())) {
            client.send("POST " + CHAT + " HTTP/1.1\r\nhost: r\r\ntransfer-encoding: chunked\r\n\r\n");
            for (int i = 0; i < 11; i++) {
                client.send("3e8\r\n" + "x".repeat(1_000) + "\r\n");
            }
            assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 413").contains("connection: close");
        }
    }

    @Test
    void aLargeBodyIsRefusedBeforeItIsSent() throws Exception {
        try (RawClient client = new RawClient(router.port())) {
            client.send(
                    "POST " + CHAT + " HTTP/1.1\r\nhost: r\r\nexpect: 100-continue\r\ncontent-length: 20000\r\n\r\n");
            assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 413");
        }
    }

    @Test
    void aClientThatAsksFirstIsToldToGoOn() throws Exception {
        try (RawClient client = new RawClient(router.port())) {
            String body = body("sql");
            client.send("POST " + CHAT + " HTTP/1.1\r\nhost: r\r\nexpect: 100-continue\r\ncontent-length: "
                    + body.length() + "\r\n\r\n");
            assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 100");
            assertThat(client.send(body).readWhole()).startsWith("HTTP/1.1 200").endsWith(FakePod.COMPLETION);
        }
    }

    @Test
    void aWrongMethodIsToldSo() throws Exception {
        HttpResponse<String> answer = router.get(CHAT);
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("allow")).isPresent();
        assertOpenAiShape(answer);
    }

    @Test
    void whatIsNotHttpIsRefused() throws Exception {
        try (RawClient client = new RawClient(router.port())) {
            assertThat(client.send("HELLO\r\n\r\n").readAll()).startsWith("HTTP/1.1 400");
        }
    }

    @Test
    void modelsWithARouteAreListed() throws Exception {
        JsonNode list = Json.tree(router.get("/v1/models").body());
        assertThat(list.path("object").asText()).isEqualTo("list");
        assertThat(list.path("data").findValuesAsText("id")).containsExactly("chat", "sql");
        JsonNode card = Json.tree(router.get("/v1/models/sql").body());
        assertThat(card.path("id").asText()).isEqualTo("sql");
        assertThat(card.path("object").asText()).isEqualTo("model");
        assertThat(card.path("parent").asText()).isEqualTo("llama");
        assertThat(router.get("/v1/models/away").statusCode()).isEqualTo(404);
    }

    @Test
    void pipelinedRequestsAreAnsweredInTheirOrder() throws Exception {
        try (RawClient client = new RawClient(router.port())) {
            String good = body("sql");
            String bad = body("nobody");
            client.send(("POST %s HTTP/1.1\r\nhost: r\r\ncontent-length: %d\r\n\r\n%s")
                            .formatted(CHAT, good.length(), good)
                    + "POST %s HTTP/1.1\r\nhost: r\r\ncontent-length: %d\r\n\r\n%s".formatted(CHAT, bad.length(), bad)
                    + "GET /v1/models/sql HTTP/1.1\r\nhost: r\r\n\r\n");
            assertThat(client.readWhole()).endsWith(FakePod.COMPLETION);
            assertThat(client.readWhole()).contains("model_not_found");
            assertThat(client.readWhole()).contains("\"id\":\"sql\"");
        }
    }
}
