package dev.berth.streaming.scrape;

import dev.berth.domain.demand.EngineSample;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Reads each watched pod's {@code /metrics} periodically. Calls are asynchronous and each pod has its own schedule and its
 * own time limit, on the whole answer and not only its head; so a pod that hangs costs an open connection, and no other pod
 * waits for it. At most one call for each pod is under way.
 */
public final class PodScraper implements AutoCloseable {
    private static final int OK = 200;

    private final ScrapeConfig config;
    private final ScrapeTimes times;
    private final LongSupplier clockMillis;
    private final Consumer<EngineSample> samples;
    private final ConcurrentHashMap<String, Watch> watches = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer;
    private final HttpClient client;

    /**
     * @param random only ever used on the scraper's own thread
     */
    public PodScraper(
            ScrapeConfig config, LongSupplier clockMillis, RandomGenerator random, Consumer<EngineSample> samples) {
        this.config = config;
        this.times = new ScrapeTimes(config, random);
        this.clockMillis = clockMillis;
        this.samples = samples;
        this.timer = Executors.newSingleThreadScheduledExecutor(PodScraper::thread);
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofMillis(config.timeoutMillis()))
                .executor(timer)
                .build();
    }

    /** Begins with a pod, or goes on with it under its new id. */
    public void watch(PodSplit pod) {
        watches.compute(pod.pod(), (name, watch) -> {
            if (watch != null) {
                watch.pod = pod;
                return watch;
            }
            Watch begun = new Watch(pod);
            timer.execute(() -> begun.scheduleIn(times.firstDelay()));
            return begun;
        });
    }

    public void forget(String pod) {
        Watch watch = watches.remove(pod);
        if (watch != null) {
            watch.over = true;
        }
    }

    List<PodSplit> watched() {
        return watches.values().stream().map(watch -> watch.pod).toList();
    }

    @Override
    public void close() {
        watches.values().forEach(watch -> watch.over = true);
        timer.shutdownNow();
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "engine-scrape");
        thread.setDaemon(true);
        return thread;
    }

    /** One pod's schedule; runs on the timer's thread only. */
    private final class Watch {
        private volatile PodSplit pod;
        private volatile boolean over;

        Watch(PodSplit pod) {
            this.pod = pod;
        }

        private void scheduleIn(long delayMillis) {
            if (over) {
                return;
            }
            try {
                Future<?> unused = timer.schedule(this::scrape, delayMillis, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                over = true; // The scraper was closed.
            }
        }

        private void scrape() {
            if (over) {
                return;
            }
            PodSplit asked = pod;
            long begun = System.nanoTime();
            CompletableFuture<HttpResponse<String>> call = send(asked);
            ScheduledFuture<?> limit =
                    timer.schedule(() -> call.cancel(true), config.timeoutMillis(), TimeUnit.MILLISECONDS);
            CompletableFuture<?> unused = call.whenCompleteAsync(
                    (answer, failure) -> {
                        limit.cancel(false);
                        finish(asked, answer, begun);
                    },
                    timer);
        }

        private CompletableFuture<HttpResponse<String>> send(PodSplit asked) {
            try {
                HttpRequest request = HttpRequest.newBuilder(URI.create(asked.url() + "/metrics"))
                        .build();
                return client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
            } catch (IllegalArgumentException e) {
                return CompletableFuture.failedFuture(e); // A URL that is none: the pod is down.
            }
        }

        private void finish(PodSplit asked, HttpResponse<String> answer, long begun) {
            long elapsedNanos = System.nanoTime() - begun;
            scheduleIn(times.nextDelay(TimeUnit.NANOSECONDS.toMillis(elapsedNanos)));
            if (!over) {
                samples.accept(sample(asked, answer, elapsedNanos / 1e9));
            }
        }

        private EngineSample sample(PodSplit asked, HttpResponse<String> answer, double seconds) {
            long now = clockMillis.getAsLong();
            return answer != null && answer.statusCode() == OK
                    ? EngineSamples.up(asked, answer.body(), now, seconds)
                    : EngineSamples.down(asked, now, seconds);
        }
    }
}
