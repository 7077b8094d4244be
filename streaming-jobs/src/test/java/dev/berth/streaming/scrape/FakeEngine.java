package dev.berth.streaming.scrape;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A pod's {@code /metrics} over a real socket; it can hang before or in the middle of its answer. */
public final class FakeEngine implements AutoCloseable {
    /** How it behaves. */
    public enum Manner {
        ANSWERS,
        /** Takes the request and says nothing. */
        HANGS,
        /** Sends the head and half of the body, and then nothing. */
        HANGS_HALF_WAY,
        FAILS
    }

    private static final String METRICS =
            """
            # HELP vllm:num_requests_running Number of requests in model execution batches.
            # TYPE vllm:num_requests_running gauge
            vllm:num_requests_running{engine="0",model_name="llama-3.1-8b"} 3.0
            vllm:num_requests_waiting{engine="0",model_name="llama-3.1-8b"} 2.0
            vllm:kv_cache_usage_perc{engine="0",model_name="llama-3.1-8b"} 0.25
            vllm:generation_tokens_total{engine="0",model_name="llama-3.1-8b"} 1234.0
            vllm:lora_requests_info{max_lora="8",running_lora_adapters="sql,legal",waiting_lora_adapters="sql"} 1.7e+09
            """;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final AtomicInteger asked = new AtomicInteger();
    private volatile Manner manner;

    private FakeEngine(HttpServer server, Manner manner) {
        this.server = server;
        this.manner = manner;
    }

    public static FakeEngine start(Manner manner) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            FakeEngine engine = new FakeEngine(server, manner);
            server.createContext("/metrics", engine::answer);
            server.setExecutor(engine.threads);
            server.start();
            return engine;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public int timesAsked() {
        return asked.get();
    }

    public void become(Manner next) {
        manner = next;
    }

    private void answer(HttpExchange exchange) throws IOException {
        asked.incrementAndGet();
        byte[] body = METRICS.getBytes(StandardCharsets.UTF_8);
        switch (manner) {
            case ANSWERS -> {
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            }
            case FAILS -> {
                exchange.sendResponseHeaders(500, -1);
                exchange.close();
            }
            case HANGS -> hang();
            case HANGS_HALF_WAY -> {
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body, 0, body.length / 2);
                exchange.getResponseBody().flush();
                hang();
            }
        }
    }

    private void hang() {
        try {
            closing.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
