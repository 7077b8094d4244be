package dev.berth.evaluation.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.completions.Completion;
import com.openai.models.completions.CompletionCreateParams;
import com.openai.models.models.Model;
import dev.berth.domain.Version;
import dev.berth.domain.fleet.PodIncarnation;
import dev.berth.domain.json.Json;
import dev.berth.domain.placement.Tier;
import dev.berth.domain.routing.RoutingTable;
import dev.berth.domain.slo.SloClass;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The official OpenAI client, unmodified, through a router in front of one simulated pod. */
class OpenAiClientIT {
    private static final String BASE = "llama-3.1-8b";
    private static final PodIncarnation POD = new PodIncarnation("pod-1", "1.000");

    @TempDir
    static Path directory;

    private static final ScheduledExecutorService SUPERVISOR = Executors.newScheduledThreadPool(2);
    private static Child pod;
    private static Child router;
    private static OpenAIClient client;

    @BeforeAll
    static void start() throws Exception {
        Path engine = Path.of("..", "datasets", "engines", "a10.json").toAbsolutePath();
        pod = child(
                "pod-1",
                "dev.berth.simulator.app.SimulateCommand",
                List.of("--engine", engine.toString(), "--name", "pod-1", "--port", "0", "--base-model", BASE));
        String podUrl = pod.awaitReady().get("url");
        load(podUrl, "support");
        Path table = Files.writeString(directory.resolve("table.json"), Json.write(table(podUrl)));
        router = child(
                "router",
                "dev.berth.router.app.RouterCommand",
                List.of("--port", "0", "--admin-port", "0", "--table", table.toString()));
        client = OpenAIOkHttpClient.builder()
                .apiKey("unused")
                .baseUrl(router.awaitReady().get("url") + "/v1")
                .timeout(Duration.ofSeconds(30))
                .maxRetries(0)
                .build();
    }

    @AfterAll
    static void stop() {
        if (client != null) {
            client.close();
        }
        if (router != null) {
            router.stop();
        }
        if (pod != null) {
            pod.stop();
        }
        SUPERVISOR.shutdownNow();
    }

    @Test
    void aChatIsCompleted() {
        ChatCompletion answer = client.chat().completions().create(chat(BASE).build());

        assertThat(answer.choices()).hasSize(1);
        assertThat(answer.choices().get(0).message().content().orElseThrow()).isNotBlank();
        assertThat(answer.usage().orElseThrow().completionTokens()).isBetween(1L, 12L);
        assertThat(answer.model()).isEqualTo(BASE);
    }

    @Test
    void aChatIsStreamedTokenByTokenAndEndsWithItsUsage() {
        ChatCompletionCreateParams streamed = chat("support")
                .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build();
        List<ChatCompletionChunk> chunks;
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(streamed)) {
            chunks = stream.stream().toList();
        }

        long contents = chunks.stream()
                .flatMap(chunk -> chunk.choices().stream())
                .flatMap(choice -> choice.delta().content().stream())
                .filter(text -> !text.isEmpty())
                .count();
        ChatCompletionChunk last = chunks.get(chunks.size() - 1);
        assertThat(last.usage().orElseThrow().completionTokens()).isEqualTo(contents);
        assertThat(chunks).allMatch(chunk -> chunk.model().equals("support"));
    }

    @Test
    void aTextIsCompleted() {
        Completion answer = client.completions()
                .create(CompletionCreateParams.builder()
                        .model(BASE)
                        .prompt("Once upon a time")
                        .maxTokens(8)
                        .build());

        assertThat(answer.choices().get(0).text()).isNotBlank();
    }

    @Test
    void theModelsAreListed() {
        assertThat(client.models().list().data()).extracting(Model::id).contains(BASE, "support");
    }

    @Test
    void anUnknownModelIsAClientsError() {
        assertThatThrownBy(
                        () -> client.chat().completions().create(chat("nobody").build()))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("nobody");
    }

    @Test
    void anImpossibleRequestIsAClientsError() {
        assertThatThrownBy(() -> client.chat()
                        .completions()
                        .create(chat(BASE).maxCompletionTokens(1_000_000).build()))
                .isInstanceOf(BadRequestException.class);
    }

    private static ChatCompletionCreateParams.Builder chat(String model) {
        return ChatCompletionCreateParams.builder()
                .model(model)
                .addUserMessage("Tell me a story of a harbour.")
                .maxCompletionTokens(12);
    }

    private static Child child(String name, String mainClass, List<String> arguments) {
        ChildSpec spec = new ChildSpec(
                name,
                JvmCommand.of(128, mainClass, arguments),
                JvmCommand.environment(),
                ReadyLine.OF_BERTH,
                Duration.ofSeconds(60),
                Duration.ofSeconds(5),
                new RestartPolicy(Duration.ZERO, 0));
        return new Child(spec, directory, SUPERVISOR, StackListener.SILENT).start();
    }

    private static void load(String podUrl, String adapter) throws IOException, InterruptedException {
        String body = Json.write(Map.of("lora_name", adapter, "lora_path", "/adapters/" + adapter + "-r16"));
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(podUrl + "/v1/load_lora_adapter"))
                                .header("Content-Type", "application/json")
                                .timeout(Duration.ofSeconds(20))
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private static RoutingTable table(String podUrl) {
        return new RoutingTable(
                new Version(1, 1),
                1,
                Version.NONE,
                List.of(new RoutingTable.TablePod(POD, "default/sim", podUrl, "a", 8)),
                Map.of(BASE, routes(BASE, false), "support", routes("support", true)));
    }

    private static RoutingTable.ModelRoutes routes(String model, boolean adapter) {
        return new RoutingTable.ModelRoutes(
                model,
                adapter,
                BASE,
                "standard",
                SloClass.STANDARD.target(),
                List.of(new RoutingTable.Route(POD, model, Tier.HOT, 1)));
    }
}
