package dev.berth.evaluation.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.berth.domain.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * An honest small twin of a router: completions over real sockets, streamed or not. The model's name says how it behaves:
 * {@code breaks}, {@code silent}, {@code rejects}, {@code errors}; any other one answers well.
 */
final class SseServer implements AutoCloseable {
    static final int FIRST_TOKEN_MILLIS = 100;
    static final int TOKEN_MILLIS = 10;

    /** How often each request id was seen. */
    final Map<String, Integer> seen = new ConcurrentHashMap<>();

    /** The header {@code routing-strategy} of each request id. */
    final Map<String, String> strategies = new ConcurrentHashMap<>();

    /** The client's port of each request id: its connection. */
    final Map<String, Integer> ports = new ConcurrentHashMap<>();

    final Map<String, JsonNode> bodies = new ConcurrentHashMap<>();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closing = new CountDownLatch(1);

    SseServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        server.setExecutor(threads);
        server.createContext("/v1/chat/completions", this::answer);
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode body = Json.tree(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            String id = exchange.getRequestHeaders().getFirst("X-Request-Id");
            seen.merge(id, 1, Integer::sum);
            bodies.put(id, body);
            ports.put(id, exchange.getRemoteAddress().getPort());
            String strategy = exchange.getRequestHeaders().getFirst("routing-strategy");
            strategies.put(id, strategy == null ? "" : strategy);
            exchange.getResponseHeaders().set("x-berth-pod", "pod-7");
            switch (body.get("model").asText()) {
                case "silent" -> pause(30_000);
                case "rejects" -> error(exchange, 503, "no ready pod");
                case "errors" -> error(exchange, 500, "pod died");
                case "breaks" -> stream(exchange, 3, false);
                default -> complete(exchange, body);
            }
        }
    }

    private void complete(HttpExchange exchange, JsonNode body) throws IOException {
        int tokens = body.get("max_tokens").asInt();
        if (body.path("stream").asBoolean()) {
            stream(exchange, tokens, true);
            return;
        }
        pause(FIRST_TOKEN_MILLIS);
        byte[] answer = ("{\"choices\":[{\"message\":{\"content\":\"hello\"}}],\"usage\":{\"completion_tokens\":"
                        + tokens + "}}")
                .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, answer.length);
        exchange.getResponseBody().write(answer);
    }

    private void stream(HttpExchange exchange, int tokens, boolean toTheEnd) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream; charset=utf-8");
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        event(out, "{\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}");
        pause(FIRST_TOKEN_MILLIS);
        for (int i = 0; i < tokens; i++) {
            event(out, "{\"choices\":[{\"delta\":{\"content\":\"tok\"}}]}");
            pause(TOKEN_MILLIS);
        }
        if (toTheEnd) {
            event(out, "{\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":" + tokens + "}}");
            event(out, "[DONE]");
        } else {
            throw new IOException("broken on purpose");
        }
    }

    private static void event(OutputStream out, String data) throws IOException {
        out.write(("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static void error(HttpExchange exchange, int status, String message) throws IOException {
        byte[] body = ("{\"error\":{\"message\":\"" + message + "\"}}").getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    /** A part of the twin's behaviour, cut short when it closes. */
    private void pause(long millis) throws IOException {
        try {
            if (closing.await(millis, TimeUnit.MILLISECONDS)) {
                throw new IOException("closing");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
