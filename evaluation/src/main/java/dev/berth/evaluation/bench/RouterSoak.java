package dev.berth.evaluation.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.domain.json.Json;
import dev.berth.evaluation.stack.ForeignCommand;
import dev.berth.evaluation.stack.MeasuredProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Steady traffic beside clients that read their streams slowly, with an eye on the router's memory. */
final class RouterSoak {
    private static final int PER_SECOND = 2_000;
    private static final int SLOW_READERS = 100;
    private static final long SAMPLE_MILLIS = 2_000;
    private static final long READ_MILLIS = 250;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Yardstick yardstick;
    private final int adapters;
    private final Path directory;
    private final List<double[]> samples = new ArrayList<>();

    RouterSoak(Yardstick yardstick, int adapters, Path directory) {
        this.yardstick = yardstick;
        this.adapters = adapters;
        this.directory = directory;
    }

    /** @param router HOST:PORT */
    RouterReport.Soak run(String router, MeasuredProcess process, double minutes)
            throws IOException, InterruptedException {
        long begun = System.nanoTime();
        ScheduledExecutorService executor = Executors.newScheduledThreadPool(2, task -> {
            Thread thread = new Thread(task, "soak");
            thread.setDaemon(true);
            return thread;
        });
        try (SlowReaders readers = new SlowReaders(router, YardstickFleet.model(0), SLOW_READERS)) {
            executor.scheduleWithFixedDelay(readers::read, 0, READ_MILLIS, TimeUnit.MILLISECONDS);
            executor.scheduleAtFixedRate(
                    () -> sample(process, begun), SAMPLE_MILLIS, SAMPLE_MILLIS, TimeUnit.MILLISECONDS);
            JsonNode done = Json.tree(traffic(router, Math.round(minutes * 60)));
            executor.shutdownNow();
            executor.awaitTermination(SAMPLE_MILLIS, TimeUnit.MILLISECONDS);
            return soak(minutes, done, readers.refused());
        } finally {
            executor.shutdownNow();
        }
    }

    private String traffic(String router, long seconds) throws IOException, InterruptedException {
        List<String> command = List.of(
                yardstick.tool("loadgen"),
                "-u",
                router,
                "-m",
                "open",
                "-r",
                String.valueOf(PER_SECOND),
                "-c",
                "512",
                "-b",
                "1024",
                "-k",
                String.valueOf(adapters),
                "-d",
                String.valueOf(seconds));
        String said = new ForeignCommand(command, directory, Map.of(), directory.resolve("soak.log"))
                .run(PATIENCE.plusSeconds(2 * seconds));
        return said.lines().reduce("", (before, line) -> line);
    }

    private synchronized void sample(MeasuredProcess process, long begun) {
        samples.add(new double[] {(System.nanoTime() - begun) / 60e9, process.residentBytes() / (double) (1 << 20)});
    }

    private synchronized RouterReport.Soak soak(double minutes, JsonNode done, long refused) {
        double first = samples.isEmpty() ? 0 : samples.get(0)[1];
        double last = samples.isEmpty() ? 0 : samples.get(samples.size() - 1)[1];
        return new RouterReport.Soak(
                minutes,
                SLOW_READERS,
                done.path("rps").asDouble(),
                done.path("errors").asLong() + refused,
                first,
                last,
                samples.stream().mapToDouble(s -> s[1]).max().orElse(0),
                slope(samples.subList(samples.size() / 2, samples.size())));
    }

    /** Least squares. */
    private static double slope(List<double[]> points) {
        double x = points.stream().mapToDouble(p -> p[0]).average().orElse(0);
        double y = points.stream().mapToDouble(p -> p[1]).average().orElse(0);
        double covered = 0;
        double spread = 0;
        for (double[] point : points) {
            covered += (point[0] - x) * (point[1] - y);
            spread += (point[0] - x) * (point[0] - x);
        }
        return spread > 0 ? covered / spread : 0;
    }
}
