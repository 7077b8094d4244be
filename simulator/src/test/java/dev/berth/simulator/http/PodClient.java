package dev.berth.simulator.http;

import dev.berth.domain.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** Speaks to a pod over a real socket. */
final class PodClient {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String url;

    PodClient(SimulatedPod pod) {
        this.url = pod.url();
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path)).timeout(PATIENCE);
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError("the pod did not answer: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    CompletableFuture<HttpResponse<String>> sendLater(HttpRequest.Builder request) {
        return http.sendAsync(request.build(), BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path) {
        return send(request(path));
    }

    HttpRequest.Builder json(String path, Map<String, ?> body) {
        return request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(Json.write(body)));
    }

    HttpResponse<String> post(String path, Map<String, ?> body) {
        return send(json(path, body));
    }

    HttpResponse<String> load(String name, String path) {
        return post("/v1/load_lora_adapter", Map.of("lora_name", name, "lora_path", path));
    }

    HttpResponse<String> unload(String name) {
        return post("/v1/unload_lora_adapter", Map.of("lora_name", name));
    }

    String metrics() {
        return get("/metrics").body();
    }

    /** The body of a chat with one user message; further fields are laid over it. */
    static Map<String, Object> chat(String model, String content, int maxTokens, Map<String, ?> more) {
        Map<String, Object> body = new TreeMap<>();
        body.put("model", model);
        body.put("messages", List.of(Map.of("role", "user", "content", content)));
        body.put("max_tokens", maxTokens);
        body.putAll(more);
        return body;
    }

    static Map<String, Object> chat(String model, String content, int maxTokens) {
        return chat(model, content, maxTokens, Map.of());
    }

    /** The data of each server-sent event. */
    static List<String> events(String stream) {
        return Arrays.stream(stream.split("\n\n", -1))
                .filter(event -> !event.isEmpty())
                .map(event -> {
                    if (!event.startsWith("data: ") || event.contains("\n")) {
                        throw new AssertionError("not an event of one data line: " + event);
                    }
                    return event.substring("data: ".length());
                })
                .toList();
    }
}
