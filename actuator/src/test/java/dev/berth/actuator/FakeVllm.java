package dev.berth.actuator;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.berth.domain.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A vLLM server as far as the actuator speaks with it, over a real socket: success is plain text, a name that is there is a
 * 400, one that is not a 404, a bearer token is asked for on {@code /v1} only, and a new life has no adapters.
 */
public final class FakeVllm implements AutoCloseable {
    public static final String BASE = "llama";

    private static final AtomicInteger LIVES = new AtomicInteger(1_760_000_000);

    private final String apiKey;
    private final Map<String, String> registered = new ConcurrentSkipListMap<>();
    private final List<String> calls = new ArrayList<>();
    private final int port;
    private HttpServer server;
    private ExecutorService threads;
    private int startSeconds;
    private volatile CountDownLatch answering = new CountDownLatch(0);
    private volatile CountDownLatch loading = new CountDownLatch(0);
    private volatile String refusal = "";

    public FakeVllm() {
        this("");
    }

    public FakeVllm(String apiKey) {
        this.apiKey = apiKey;
        this.port = listen(0);
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    public Map<String, String> registered() {
        return registered;
    }

    public String incarnation() {
        return startSeconds + ".500";
    }

    /** Loads and unloads asked for, in order. */
    public synchronized List<String> calls() {
        return List.copyOf(calls);
    }

    /** Takes requests and answers none, until {@link #resume}. */
    public void hang() {
        answering = new CountDownLatch(1);
    }

    /** Takes loads and answers none, until {@link #resume}. */
    public void hangLoads() {
        loading = new CountDownLatch(1);
    }

    public void resume() {
        answering.countDown();
        loading.countDown();
    }

    /** Answers every load with this error of 400; empty: loads again. */
    public void refuseLoads(String message) {
        refusal = message;
    }

    public void kill() {
        resume();
        server.stop(0);
        threads.shutdownNow();
    }

    public void restart() {
        registered.clear();
        listen(port);
    }

    private int listen(int wanted) {
        try {
            startSeconds = LIVES.incrementAndGet();
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted), 0);
            threads = Executors.newCachedThreadPool();
            server.setExecutor(threads);
            server.createContext("/", this::handle);
            server.start();
            return server.getAddress().getPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode body = body(exchange);
            await(answering);
            String path = exchange.getRequestURI().getPath();
            if (path.startsWith("/v1") && !apiKey.isEmpty() && !("Bearer " + apiKey).equals(auth(exchange))) {
                answer(exchange, 401, "{\"error\":\"Unauthorized\"}");
                return;
            }
            switch (path) {
                case "/metrics" ->
                    answer(
                            exchange,
                            200,
                            "# TYPE process_start_time_seconds gauge\nprocess_start_time_seconds 1." + mantissa()
                                    + "e+09\n");
                case "/health" -> answer(exchange, 200, "");
                case "/v1/models" -> answer(exchange, 200, models());
                case "/v1/load_lora_adapter" -> load(exchange, body);
                case "/v1/unload_lora_adapter" -> unload(exchange, body);
                default -> answer(exchange, 404, "{\"detail\":\"Not Found\"}");
            }
        }
    }

    private String mantissa() {
        return Integer.toString(startSeconds).substring(1) + "5";
    }

    private void load(HttpExchange exchange, JsonNode body) throws IOException {
        String name = body.path("lora_name").asText();
        note("load " + name);
        await(loading);
        if (!refusal.isEmpty()) {
            answer(exchange, 400, error(refusal, "BadRequestError", 400));
        } else if (registered.putIfAbsent(name, body.path("lora_path").asText()) != null) {
            String message = "The lora adapter '" + name + "' has already been loaded.";
            answer(exchange, 400, error(message, "InvalidUserInput", 400));
        } else {
            answer(exchange, 200, "Success: LoRA adapter '" + name + "' added successfully.");
        }
    }

    private void unload(HttpExchange exchange, JsonNode body) throws IOException {
        String name = body.path("lora_name").asText();
        note("unload " + name);
        if (registered.remove(name) == null) {
            String message = "The lora adapter '" + name + "' cannot be found.";
            answer(exchange, 404, error(message, "NotFoundError", 404));
        } else {
            answer(exchange, 200, "Success: LoRA adapter '" + name + "' removed successfully.");
        }
    }

    private synchronized void note(String call) {
        calls.add(call);
    }

    private String models() {
        List<String> cards = new ArrayList<>();
        cards.add(card(BASE, "meta/llama", "null"));
        registered.forEach((name, root) -> cards.add(card(name, root, "\"" + BASE + "\"")));
        return "{\"object\":\"list\",\"data\":[" + String.join(",", cards) + "]}";
    }

    private static String card(String id, String root, String parent) {
        return "{\"id\":\"%s\",\"object\":\"model\",\"root\":\"%s\",\"parent\":%s}".formatted(id, root, parent);
    }

    private static String error(String message, String type, int code) {
        return "{\"error\":{\"message\":\"%s\",\"type\":\"%s\",\"param\":null,\"code\":%d}}"
                .formatted(message, type, code);
    }

    private static String auth(HttpExchange exchange) {
        return exchange.getRequestHeaders().getFirst("Authorization");
    }

    private static JsonNode body(HttpExchange exchange) throws IOException {
        String text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        return Json.tree(text.isEmpty() ? "{}" : text);
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            if (!latch.await(60, TimeUnit.SECONDS)) {
                throw new IOException("nobody resumed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        kill();
    }
}
