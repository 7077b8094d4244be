package dev.berth.evaluation.bench;

import dev.berth.domain.demand.AdapterDemand;
import dev.berth.evaluation.stack.MeasuredProcess;
import dev.berth.store.Keys;
import dev.berth.store.RedisBlackboard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * DemandJob by itself, with a real Kafka and a real Redis, each in a process of its own: what a record costs, how large its
 * state grows, how soon a flash crowd is told. Then the whole loop: how soon routing changes, and what the control plane costs.
 *
 * <p>Cost: the topic is written first, then read twice, by the job with its checkpoints and by one thread that polls and
 * parses and does nothing else; in turns, so that what disturbs the machine disturbs both. See {@link CostBench}.
 */
public final class StreamsBench {
    private static final Duration READ_WITHIN = Duration.ofMinutes(30);
    private static final String LAST_MARK = "mark-last";

    private static final int LOOP_PODS = 4;
    private static final int LOOP_ADAPTERS = 20;
    private static final double CONTROL_PER_SECOND = 100;
    private static final Duration CONTROL_MEASURED = Duration.ofMinutes(2);

    /** Requests a second of each model beside a flash crowd. */
    private static final double PER_MODEL = 2;

    private final Options options;
    private final Path directory;
    private final Consumer<String> progress;

    /**
     * What is run.
     *
     * @param requests of the cost's topic; each is two records
     * @param models that they are of
     * @param rounds of cost
     * @param manyModels of scale
     * @param requestsPerModel of scale, over 24 hours
     * @param crowds of reaction
     * @param crowdPerSecond requests of a flash crowd in a second
     * @param pods of the control plane's fleet
     * @param home the repository
     */
    public record Options(
            long requests,
            int models,
            int rounds,
            int manyModels,
            int requestsPerModel,
            int crowds,
            double crowdPerSecond,
            int pods,
            Path home,
            long seed) {
        public Options {
            if (requests < 10_000 || models < 1 || rounds < 1 || manyModels < 1 || requestsPerModel < 1) {
                throw new IllegalArgumentException("a benchmark has at least 10000 requests, a model and a round");
            }
            if (crowds < 1 || !(crowdPerSecond >= 1)) {
                throw new IllegalArgumentException("there is at least one crowd, of at least one request a second");
            }
        }
    }

    /** @param directory for files of this run */
    public StreamsBench(Options options, Path directory, Consumer<String> progress) {
        this.options = options;
        this.directory = directory;
        this.progress = progress;
    }

    /** A day of requests for many models, and what the job keeps of it. */
    public StreamsReport.Scale scale() throws IOException, InterruptedException {
        progress.accept("scale");
        try (BenchStack stack = BenchStack.start(directory.resolve("scale"))) {
            RequestLog log = new RequestLog(stack.kafka(), options.manyModels(), options.seed());
            long span = Duration.ofHours(24).toMillis();
            long end = System.currentTimeMillis();
            long requests = (long) options.manyModels() * options.requestsPerModel();
            for (long i = 0; i < requests; i++) {
                log.request(end - span + i * span / requests);
            }
            log.mark(LAST_MARK, end);
            log.close(end + 10_000);
            long begun = System.nanoTime();
            try (MeasuredProcess job = stack.demandJob("scale");
                    RedisBlackboard redis = new RedisBlackboard(stack.redisUrl(), BenchStack.FLEET)) {
                await(() -> redis.read(Keys.DEMAND, LAST_MARK).isPresent(), "the last mark's demand");
                double seconds = (System.nanoTime() - begun) / 1e9;
                long checkpoint = checkpointAfter(stack.state("scale"), System.currentTimeMillis());
                return new StreamsReport.Scale(
                        options.manyModels(), requests, seconds, checkpoint, job.heapAfterCollection());
            }
        }
    }

    /** Bytes of a whole checkpoint made after that time. */
    private static long checkpointAfter(Path state, long afterMillis) throws InterruptedException, IOException {
        long[] bytes = {0};
        await(
                () -> {
                    bytes[0] = newestCheckpoint(state, afterMillis);
                    return bytes[0] > 0;
                },
                "a checkpoint");
        return bytes[0];
    }

    private static long newestCheckpoint(Path state, long afterMillis) {
        try (Stream<Path> files = Files.walk(state)) {
            return files.filter(file -> file.getFileName().toString().equals("_metadata"))
                    .filter(file -> file.toFile().lastModified() > afterMillis)
                    .mapToLong(StreamsBench::bytesBeside)
                    .max()
                    .orElse(0);
        } catch (IOException | java.io.UncheckedIOException e) {
            return 0; // One that is just being taken away.
        }
    }

    private static long bytesBeside(Path metadata) {
        try (Stream<Path> files = Files.list(metadata.getParent())) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        } catch (IOException e) {
            return 0;
        }
    }

    /** Flash crowds over steady traffic: from the first request to the flag in Redis. */
    public StreamsReport.Reaction reaction() throws IOException, InterruptedException {
        try (BenchStack stack = BenchStack.start(directory.resolve("reaction"));
                MeasuredProcess job = stack.demandJob("reaction");
                RedisBlackboard redis = new RedisBlackboard(stack.redisUrl(), BenchStack.FLEET);
                SteadyTraffic traffic =
                        SteadyTraffic.start(stack.kafka(), options.models(), PER_MODEL, options.seed())) {
            await(() -> redis.read(Keys.DEMAND, "model-0").isPresent(), "the first demand");
            Thread.sleep(Duration.ofSeconds(70).toMillis());
            Random random = new Random(options.seed());
            double[] told = new double[options.crowds()];
            double[] whole = new double[options.crowds()];
            for (int crowd = 0; crowd < options.crowds(); crowd++) {
                progress.accept("reaction, crowd " + (crowd + 1));
                Thread.sleep(random.nextInt(5_000));
                String model = "crowd-" + crowd;
                long begun = System.nanoTime();
                traffic.crowd(model, options.crowdPerSecond());
                await(() -> flagged(redis, model, false), "the crowd's flag");
                told[crowd] = (System.nanoTime() - begun) / 1e9;
                await(() -> flagged(redis, model, true), "the crowd's window");
                whole[crowd] = (System.nanoTime() - begun) / 1e9;
                traffic.calm();
            }
            if (!job.alive()) {
                throw new IllegalStateException("the job ended");
            }
            Arrays.sort(told);
            Arrays.sort(whole);
            return new StreamsReport.Reaction(
                    options.crowds(),
                    options.crowdPerSecond(),
                    quantile(told, 0.5),
                    quantile(told, 0.99),
                    quantile(whole, 0.5),
                    quantile(whole, 0.99));
        }
    }

    /** The same with router, optimizer, actuator and pods, up to changed routing. */
    private StreamsReport.Loop loop() throws IOException, InterruptedException {
        LoopFleet fleet = new LoopFleet(options.home(), LOOP_PODS, LOOP_ADAPTERS, options.seed());
        int crowds = Math.min(options.crowds(), LOOP_ADAPTERS);
        return new LoopBench(fleet, crowds, options.crowdPerSecond()).run(directory.resolve("loop"), progress);
    }

    private StreamsReport.ControlPlane controlPlane() throws IOException, InterruptedException {
        LoopFleet fleet = new LoopFleet(options.home(), options.pods(), options.models(), options.seed());
        return new ControlPlaneBench(fleet, CONTROL_PER_SECOND, CONTROL_MEASURED)
                .run(directory.resolve("control"), progress);
    }

    private static boolean flagged(RedisBlackboard redis, String model, boolean whole) {
        return redis.read(Keys.DEMAND, model)
                .filter(demand -> !demand.changes().isEmpty())
                .filter(demand -> !whole || !demand.early())
                .map(AdapterDemand::forecastPerSecond)
                .filter(rate -> rate > 0)
                .isPresent();
    }

    private static double quantile(double[] sorted, double q) {
        return sorted[(int) Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
    }

    static void await(BooleanSupplier condition, String what) throws InterruptedException {
        long giveUpAt = System.nanoTime() + READ_WITHIN.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > giveUpAt) {
                throw new IllegalStateException(what + " did not come within " + READ_WITHIN.toMinutes() + " minutes");
            }
            Thread.sleep(10);
        }
    }

    /** The parts that are asked for, and what the forecast is worth on the given traces. */
    public StreamsReport run(List<String> parts, Map<String, long[]> traces) throws IOException, InterruptedException {
        StreamsReport.Cost cost = parts.contains("cost") ? new CostBench(options, directory, progress).run() : null;
        StreamsReport.Scale scale = parts.contains("scale") ? scale() : null;
        StreamsReport.Reaction reaction = parts.contains("reaction") ? reaction() : null;
        List<StreamsReport.Backtest> backtests = new ArrayList<>();
        if (parts.contains("forecast")) {
            new HashMap<>(traces).forEach((name, times) -> {
                progress.accept("forecast, " + name);
                backtests.addAll(ForecastTraces.judge(name, times));
            });
        }
        StreamsReport.Loop loop = parts.contains("loop") ? loop() : null;
        StreamsReport.ControlPlane controlPlane = parts.contains("control") ? controlPlane() : null;
        return new StreamsReport(cost, scale, reaction, loop, controlPlane, backtests);
    }
}
