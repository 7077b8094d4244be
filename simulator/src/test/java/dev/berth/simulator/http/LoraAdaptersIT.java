package dev.berth.simulator.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.json.Json;
import dev.berth.simulator.engine.TestEngines;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoraAdaptersIT {
    private static final EngineSpec ENGINE = TestEngines.roomy();
    private SimulatedPod pod;
    private PodClient client;

    private void start(PodConfig config) {
        pod = SimulatedPod.start(config, ENGINE);
        client = new PodClient(pod);
    }

    private void start() {
        start(PodConfig.of("pod-1", "base"));
    }

    @AfterEach
    void closePod() {
        pod.close();
    }

    @Test
    void aLoadAnswersInPlainTextWhenTheAdapterIsInItsSlot() {
        start();
        long began = System.nanoTime();

        HttpResponse<String> answer = client.load("sql", "/adapters/sql-r32");

        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .as("disk 200 ms, slot 5 ms")
                .isGreaterThanOrEqualTo(Duration.ofMillis(204));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("Success: LoRA adapter 'sql' added successfully.");
        assertThat(client.post("/v1/chat/completions", PodClient.chat("sql", "hello", 2))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void modelsAreListedAsVllmDoes() {
        start();
        client.load("sql", "/adapters/sql-r16");

        JsonNode list = Json.tree(client.get("/v1/models").body());

        assertThat(list.path("object").asText()).isEqualTo("list");
        JsonNode base = list.at("/data/0");
        JsonNode adapter = list.at("/data/1");
        for (JsonNode card : List.of(base, adapter)) {
            assertThat(card.fieldNames())
                    .toIterable()
                    .containsExactlyInAnyOrder(
                            "id", "object", "created", "owned_by", "root", "parent", "max_model_len", "permission");
            assertThat(card.path("object").asText()).isEqualTo("model");
            assertThat(card.path("owned_by").asText()).isEqualTo("vllm");
            assertThat(card.at("/permission/0/object").asText()).isEqualTo("model_permission");
        }
        assertThat(base.path("id").asText()).isEqualTo("base");
        assertThat(base.path("root").asText()).isEqualTo("base");
        assertThat(base.path("parent").isNull()).isTrue();
        assertThat(base.path("max_model_len").asInt()).isEqualTo(8192);
        assertThat(adapter.path("id").asText()).isEqualTo("sql");
        assertThat(adapter.path("root").asText()).isEqualTo("/adapters/sql-r16");
        assertThat(adapter.path("parent").asText()).isEqualTo("base");
        assertThat(adapter.path("max_model_len").isNull()).isTrue();
    }

    @Test
    void aNameThatIsLoadedIsRefusedUnlessItIsReplacedInPlace() {
        start();
        client.load("sql", "/adapters/sql-r16");

        HttpResponse<String> again = client.load("sql", "/adapters/sql-r16");
        assertError(again, 400, "InvalidUserInput", "has already been loaded");
        HttpResponse<String> inPlace = client.post(
                "/v1/load_lora_adapter",
                Map.of("lora_name", "sql", "lora_path", "/adapters/sql-2-r16", "load_inplace", true));

        assertThat(inPlace.statusCode()).isEqualTo(200);
        JsonNode models = Json.tree(client.get("/v1/models").body());
        assertThat(models.at("/data/1/root").asText()).isEqualTo("/adapters/sql-2-r16");
        assertThat(models.path("data")).hasSize(2);
    }

    @Test
    void whatCannotBeLoadedIsToldApart() {
        start();

        assertError(client.load("sql", "/adapters/missing/sql"), 404, "NotFoundError", "No adapter found");
        assertError(
                client.load("sql", "/adapters/sql-r64"),
                400,
                "BadRequestError",
                "LoRA rank 64 is greater than max_lora_rank 32.");
        assertError(client.load("sql", ""), 400, "InvalidUserInput", "must be provided");
        assertError(client.post("/v1/load_lora_adapter", Map.of("lora_name", "sql")), 400, "Bad Request", "lora_path");
        assertThat(client.get("/v1/models").body()).doesNotContain("sql");
    }

    @Test
    void onlyJsonIsTaken() {
        start();
        for (String path : List.of("/v1/load_lora_adapter", "/v1/unload_lora_adapter")) {
            HttpResponse<String> answer = client.send(client.request(path)
                    .header("Content-Type", "text/plain")
                    .POST(BodyPublishers.ofString("{\"lora_name\":\"a\",\"lora_path\":\"/a\"}")));
            assertThat(answer.statusCode()).isEqualTo(400);
        }
    }

    @Test
    void twoLoadsOfOneNameAtOnceSucceedOnce() {
        start();

        List<CompletableFuture<HttpResponse<String>>> both = Stream.of(1, 2)
                .map(i -> client.sendLater(client.json(
                        "/v1/load_lora_adapter", Map.of("lora_name", "sql", "lora_path", "/adapters/sql-r32"))))
                .toList();

        assertThat(both.stream().map(answer -> answer.join().statusCode())).containsExactlyInAnyOrder(200, 400);
    }

    @Test
    void anUnloadedNameIsGoneForNewRequestsWhileThoseInFlightGoOn() {
        start();
        client.load("sql", "/adapters/sql-r16");
        Map<String, Object> exactly = Map.of("ignore_eos", true);
        CompletableFuture<HttpResponse<String>> inFlight =
                client.sendLater(client.json("/v1/chat/completions", PodClient.chat("sql", "hello", 300, exactly)));
        PodReading.awaitRunning(client, 1);

        HttpResponse<String> unloaded = client.unload("sql");

        assertThat(unloaded.statusCode()).isEqualTo(200);
        assertThat(unloaded.body()).isEqualTo("Success: LoRA adapter 'sql' removed successfully.");
        assertThat(client.post("/v1/chat/completions", PodClient.chat("sql", "hello", 2))
                        .statusCode())
                .isEqualTo(404);
        HttpResponse<String> answer = inFlight.join();
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(Json.tree(answer.body()).at("/usage/completion_tokens").asInt())
                .isEqualTo(300);
    }

    @Test
    void unloadingWhatIsNotThereIsNotFound() {
        start();

        assertError(client.unload("sql"), 404, "NotFoundError", "The lora adapter 'sql' cannot be found.");
        assertError(client.unload(""), 400, "InvalidUserInput", "lora_name");
        assertError(client.post("/v1/unload_lora_adapter", new HashMap<>()), 400, "Bad Request", "lora_name");
    }

    @Test
    void unloadingFreesHostMemoryUnlessThereAreZombies() {
        start(PodConfig.of("pod-1", "base").withSpeed(10));
        client.load("sql", "/adapters/sql-r16");
        client.unload("sql");
        assertThat(PodReading.of(client, "berth:simulator_host_adapters")).isZero();
        pod.close();

        start(PodConfig.of("pod-1", "base").withSpeed(10).withFlags(ServerFlags.DEFAULTS.withZombies(true)));
        client.load("sql", "/adapters/sql-r16");
        client.unload("sql");
        assertThat(client.get("/v1/models").body()).doesNotContain("sql");
        assertThat(PodReading.of(client, "berth:simulator_host_adapters")).isEqualTo(1);
        client.load("sql", "/adapters/sql-r16");
        assertThat(PodReading.of(client, "berth:simulator_host_adapters"))
                .as("both copies")
                .isEqualTo(2);
    }

    @Test
    void withoutRuntimeUpdatingThePathsDoNotExist() {
        start(PodConfig.of("pod-1", "base").withFlags(ServerFlags.DEFAULTS.withRuntimeLoraUpdating(false)));

        assertThat(client.load("sql", "/sql").statusCode()).isEqualTo(404);
        assertThat(client.load("sql", "/sql").body()).isEqualTo("{\"detail\":\"Not Found\"}");
        assertThat(client.unload("sql").statusCode()).isEqualTo(404);
    }

    private static void assertError(HttpResponse<String> answer, int status, String type, String says) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        JsonNode error = Json.tree(answer.body()).path("error");
        assertThat(error.path("type").asText()).isEqualTo(type);
        assertThat(error.path("message").asText()).contains(says);
        assertThat(error.path("code").asInt()).isEqualTo(status);
    }
}
