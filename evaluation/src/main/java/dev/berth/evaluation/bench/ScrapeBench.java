package dev.berth.evaluation.bench;

import com.sun.net.httpserver.HttpServer;
import dev.berth.domain.demand.EngineSample;
import dev.berth.domain.json.Json;
import dev.berth.streaming.scrape.PodScraper;
import dev.berth.streaming.scrape.PodSplit;
import dev.berth.streaming.scrape.ScrapeConfig;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * What it costs to read many pods each second: the scraper of EngineScrapeJob against as many servers on the loopback interface,
 * each with a page as long as vLLM's. Some hang. The servers share the JVM; their threads' time is left out.
 */
public final class ScrapeBench {
    private static final String SERVER_THREAD = "bench-server";
    private static final int HISTOGRAM_LINES = 450;

    private final Options options;

    /**
     * What is measured.
     *
     * @param hanging pods of these that never answer
     */
    public record Options(int pods, int hanging, long periodMillis, int seconds) {
        public Options {
            if (pods < 1 || hanging < 0 || hanging > pods || periodMillis < 100 || seconds < 1) {
                throw new IllegalArgumentException(
                        "pods and seconds must be > 0, hanging pods not more than pods, the period at least 100 ms");
            }
        }
    }

    /**
     * What it came to.
     *
     * @param cores time of the scraper's, the HTTP client's and the writing threads over the wall's
     * @param perPod samples of an answering pod over the periods that passed; 1 if none was missed
     * @param latestSeconds longest that an answer took
     */
    public record Report(
            int pods,
            int hanging,
            double seconds,
            long up,
            long down,
            double cores,
            double perPod,
            double latestSeconds) {
        /** For people. */
        public List<String> lines() {
            return List.of(
                    "%d pods, %d of them hanging, read for %.1f s: %d answers, %d without"
                            .formatted(pods, hanging, seconds, up, down),
                    "%.2f cores; %.3f samples of a pod and period; slowest answer %.3f s"
                            .formatted(cores, perPod, latestSeconds));
        }
    }

    public ScrapeBench(Options options) {
        this.options = options;
    }

    public Report run() throws IOException, InterruptedException {
        CountDownLatch over = new CountDownLatch(1);
        ExecutorService threads = Executors.newCachedThreadPool(task -> new Thread(task, SERVER_THREAD));
        HttpServer server = server(threads, over);
        LongAdder up = new LongAdder();
        LongAdder down = new LongAdder();
        LongAdder written = new LongAdder();
        double[] slowest = new double[1];
        ScrapeConfig config =
                new ScrapeConfig(options.periodMillis(), 0.1, options.periodMillis() * 3 / 4, 1_000, 10_000);
        try (PodScraper scraper = new PodScraper(config, System::currentTimeMillis, new Random(1), sample -> {
            (sample.up() ? up : down).increment();
            slowest[0] = sample.up() ? Math.max(slowest[0], sample.scrapeSeconds()) : slowest[0];
            written.add(write(sample));
        })) {
            for (int i = 0; i < options.pods(); i++) {
                String kind = i < options.hanging() ? "hangs" : "pod";
                scraper.watch(new PodSplit(
                        "pod-" + i,
                        "1",
                        "bench/scrape",
                        "http://127.0.0.1:" + server.getAddress().getPort() + "/" + kind));
            }
            TimeUnit.MILLISECONDS.sleep(2 * options.periodMillis()); // The connections are made.
            up.reset();
            down.reset();
            slowest[0] = 0;
            double cpu = scraperCpuSeconds();
            long begun = System.nanoTime();
            TimeUnit.SECONDS.sleep(options.seconds());
            double seconds = (System.nanoTime() - begun) / 1e9;
            double cores = (scraperCpuSeconds() - cpu) / seconds;
            double periods = seconds * 1_000 / options.periodMillis();
            return new Report(
                    options.pods(),
                    options.hanging(),
                    seconds,
                    up.sum(),
                    down.sum(),
                    cores,
                    up.sum() / periods / Math.max(1, options.pods() - options.hanging()),
                    slowest[0]);
        } finally {
            over.countDown();
            server.stop(0);
            threads.shutdownNow();
        }
    }

    /** As the Kafka sink does. */
    private static int write(EngineSample sample) {
        return Json.write(sample).getBytes(StandardCharsets.UTF_8).length;
    }

    private static HttpServer server(ExecutorService threads, CountDownLatch over) throws IOException {
        byte[] page = page().getBytes(StandardCharsets.UTF_8);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 4_096);
        server.setExecutor(threads);
        server.createContext("/pod/metrics", exchange -> {
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        server.createContext("/hangs/metrics", exchange -> {
            try {
                over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
        return server;
    }

    private static String page() {
        StringBuilder page = new StringBuilder("process_start_time_seconds 1.767225e+09\n");
        for (String gauge : List.of("num_requests_running", "num_requests_waiting", "kv_cache_usage_perc")) {
            page.append("vllm:").append(gauge).append("{engine=\"0\",model_name=\"llama-3.1-8b\"} 0.5\n");
        }
        for (String counter : List.of("prompt_tokens", "generation_tokens", "num_preemptions", "prefix_cache_hits")) {
            page.append("vllm:").append(counter).append("_total{engine=\"0\",model_name=\"llama-3.1-8b\"} 123456.0\n");
        }
        page.append(
                        "vllm:lora_requests_info{max_lora=\"8\",running_lora_adapters=\"a,b,c\",waiting_lora_adapters=\"\"}")
                .append(" 1.767225e+09\n");
        for (int i = 0; i < HISTOGRAM_LINES; i++) {
            page.append("vllm:e2e_request_latency_seconds_bucket{engine=\"0\",le=\"")
                    .append(i)
                    .append("\",model_name=\"llama-3.1-8b\"} ")
                    .append(1_000 + i)
                    .append(".0\n");
        }
        return page.toString();
    }

    private static double scraperCpuSeconds() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        List<Long> nanos = new ArrayList<>();
        for (long id : threads.getAllThreadIds()) {
            ThreadInfo info = threads.getThreadInfo(id);
            String name = info == null ? SERVER_THREAD : info.getThreadName();
            if (!name.startsWith(SERVER_THREAD) && !name.startsWith("HTTP-Dispatcher")) {
                nanos.add(Math.max(0, threads.getThreadCpuTime(id)));
            }
        }
        return nanos.stream().mapToLong(Long::longValue).sum() / 1e9;
    }
}
