package dev.berth.actuator.vllm;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.actuator.declare.ApiKey;
import dev.berth.actuator.observe.PodProbe;
import dev.berth.actuator.reconcile.Command;
import dev.berth.actuator.reconcile.CommandResult;
import dev.berth.domain.json.Json;
import dev.berth.domain.json.UnreadableJsonException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongSupplier;

/**
 * The pods' HTTP interface. Nothing blocks and nothing throws: each call gives a future that always ends well, with what
 * came of it, within its timeout.
 *
 * <p>A probe asks for the start time first and for the list of models after it: if the server restarts in between, an
 * empty list is taken for the old life's, which is harmless; the other way round the old list would be the new life's.
 */
public final class VllmPods {
    private final HttpClient http;
    private final Duration probeTimeout;
    private final Duration loadTimeout;
    private final LongSupplier clockMillis;

    /**
     * @param probeTimeout of each request of a probe
     * @param loadTimeout of a load or unload; vLLM reads the whole adapter before it answers
     */
    public VllmPods(Duration probeTimeout, Duration loadTimeout, LongSupplier clockMillis) {
        this.probeTimeout = probeTimeout;
        this.loadTimeout = loadTimeout;
        this.clockMillis = clockMillis;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(probeTimeout)
                .build();
    }

    public CompletableFuture<PodProbe> probe(String pod, String url, ApiKey key) {
        long askedAt = clockMillis.getAsLong();
        return get(url + "/metrics", ApiKey.NONE)
                .thenCompose(
                        metrics -> get(url + "/v1/models", key).thenCompose(models -> get(url + "/health", ApiKey.NONE)
                                .thenApply(health -> reading(pod, url, askedAt, metrics, models, health))))
                .exceptionally(e -> silent(pod, url, askedAt, cause(e)));
    }

    public CompletableFuture<CommandResult> load(Command.Load load, ApiKey key) {
        String body = Json.write(Map.of("lora_name", load.engineName(), "lora_path", load.loraPath()));
        return post(load, load.url() + "/v1/load_lora_adapter", body, key);
    }

    public CompletableFuture<CommandResult> unload(Command.Unload unload, ApiKey key) {
        String body = Json.write(Map.of("lora_name", unload.engineName()));
        return post(unload, unload.url() + "/v1/unload_lora_adapter", body, key);
    }

    private static PodProbe reading(
            String pod,
            String url,
            long askedAt,
            HttpResponse<String> metrics,
            HttpResponse<String> models,
            HttpResponse<String> health) {
        if (health.statusCode() != 200) {
            return new PodProbe.Silent(pod, url, askedAt, true, "its /health answers HTTP " + health.statusCode());
        }
        if (models.statusCode() == 401 || models.statusCode() == 403) {
            return new PodProbe.Silent(pod, url, askedAt, true, "it refuses our API key");
        }
        if (models.statusCode() != 200) {
            return new PodProbe.Silent(pod, url, askedAt, false, "its /v1/models answers HTTP " + models.statusCode());
        }
        String incarnation = metrics.statusCode() == 200 ? StartTime.in(metrics.body()) : "";
        try {
            return listed(pod, url, askedAt, incarnation, Json.tree(models.body()));
        } catch (UnreadableJsonException e) {
            return new PodProbe.Silent(pod, url, askedAt, false, "its /v1/models is not readable");
        }
    }

    private static PodProbe listed(String pod, String url, long askedAt, String incarnation, JsonNode models) {
        Map<String, String> adapters = new HashMap<>();
        Set<String> bases = new HashSet<>();
        for (JsonNode card : models.path("data")) {
            String id = card.path("id").asText("");
            boolean adapter = card.path("parent").isTextual();
            if (adapter) {
                adapters.put(id, card.path("root").asText(""));
            } else {
                bases.add(id);
            }
        }
        return new PodProbe.Answered(pod, url, askedAt, incarnation, adapters, bases);
    }

    private static PodProbe silent(String pod, String url, long askedAt, Throwable cause) {
        boolean certain = cause instanceof ConnectException
                || (cause instanceof IOException && !(cause instanceof HttpTimeoutException));
        return new PodProbe.Silent(pod, url, askedAt, certain, said(cause));
    }

    private CompletableFuture<HttpResponse<String>> get(String uri, ApiKey key) {
        return http.sendAsync(request(uri, key, probeTimeout).GET().build(), BodyHandlers.ofString());
    }

    private CompletableFuture<CommandResult> post(Command command, String uri, String body, ApiKey key) {
        long began = clockMillis.getAsLong();
        HttpRequest request = request(uri, key, loadTimeout)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
        return http.sendAsync(request, BodyHandlers.ofString()).handle((response, e) -> {
            long ended = clockMillis.getAsLong();
            double seconds = (ended - began) / 1000.0;
            return e == null
                    ? new CommandResult(command, response.statusCode(), response.body(), seconds, ended)
                    : new CommandResult(command, 0, said(cause(e)), seconds, ended);
        });
    }

    private static HttpRequest.Builder request(String uri, ApiKey key, Duration timeout) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(uri)).timeout(timeout);
        return key.present() ? request.header("Authorization", "Bearer " + key.value()) : request;
    }

    private static Throwable cause(Throwable e) {
        return e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
    }

    private static String said(Throwable cause) {
        if (cause instanceof HttpTimeoutException) {
            return "timeout";
        }
        if (cause instanceof ConnectException) {
            return "connection refused";
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
