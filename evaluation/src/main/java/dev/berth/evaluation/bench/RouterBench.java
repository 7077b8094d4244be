package dev.berth.evaluation.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.json.Json;
import dev.berth.domain.placement.PlacementPlan;
import dev.berth.domain.routing.RoutingTable;
import dev.berth.evaluation.stack.ForeignCommand;
import dev.berth.evaluation.stack.FreePorts;
import dev.berth.evaluation.stack.MeasuredProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A router as {@code ./berth router} starts it, between the yardstick's load generator and its two fake pods, beside nginx and
 * beside the pods themselves, in interleaved rounds: only ratios within a round say something on a machine that others use.
 */
public final class RouterBench {
    /** What the yardstick can measure. */
    public static final List<String> PHASES = List.of(
            "req-1k",
            "req-8k",
            "req-8k-last",
            "req-32k-last",
            "open-200",
            "open-500",
            "open-500-8k",
            "sse-100",
            "sse-500",
            "sse-1000",
            "sse-2000");

    /** Two phases are warmed up; around each measuring there is a ramp and a pause. */
    private static final int WARMED = 2;

    private static final double AROUND_SECONDS = 4;
    private static final int TARGETS = 3;
    private static final double PATIENCE = 3;
    private static final Duration CHECKS = Duration.ofMinutes(3);
    private static final Duration LISTENS_WITHIN = Duration.ofSeconds(10);
    private static final String CHECKS_OF_ROUTER = "checks of target: ";

    private final Options options;
    private final Path directory;
    private final Consumer<String> progress;

    /**
     * What is run.
     *
     * @param yardstick its folder
     * @param seconds of a round
     * @param warmUp seconds of each of two kinds of traffic before the first round
     * @param slots of a pod, whose misses are counted
     * @param requestLog whether requests are recorded to a Kafka of the benchmark's own
     * @param plan of which the routing table is made; empty: every adapter is on both pods
     * @param soakMinutes of steady traffic with slow readers after the rounds; 0 for none
     * @param home the repository
     */
    public record Options(
            Path yardstick,
            String policy,
            List<String> phases,
            int rounds,
            double seconds,
            double warmUp,
            int adapters,
            int slots,
            boolean requestLog,
            Optional<PlacementPlan> plan,
            double soakMinutes,
            Path home) {
        public Options {
            for (String phase : phases) {
                if (!PHASES.contains(phase)) {
                    throw new IllegalArgumentException(
                            "there is no phase '" + phase + "', only " + String.join(", ", PHASES));
                }
            }
            if (rounds < 1 || !(seconds >= 1) || !(warmUp >= 0) || !(soakMinutes >= 0)) {
                throw new IllegalArgumentException("a benchmark has at least one round, of at least one second");
            }
            if (adapters < 1 || adapters > 100 || slots < 1 || slots > 64) {
                throw new IllegalArgumentException("the yardstick knows 1 to 100 adapters, and pods of 1 to 64 slots");
            }
        }
    }

    /** @param directory for files of this run */
    public RouterBench(Options options, Path directory, Consumer<String> progress) {
        this.options = options;
        this.directory = directory;
        this.progress = progress;
    }

    /** Writes what {@code ./berth optimize --from} reads to make a plan for the benchmark's pods. */
    public static void writeDocuments(Path directory, int adapters, int slots, EngineSpec engine) throws IOException {
        new YardstickFleet(adapters, slots).writeDocuments(directory, engine);
    }

    public RouterReport run() throws IOException, InterruptedException {
        progress.accept("the yardstick is being built");
        Yardstick yardstick = Yardstick.build(options.yardstick(), directory.resolve("yardstick"));
        FreePorts ports = new FreePorts(new SplittableRandom());
        List<Integer> pods = List.of(ports.next(), ports.next());
        Path table = directory.resolve("table.json");
        Files.writeString(table, Json.writePretty(table(pods)), StandardCharsets.UTF_8);
        int port = ports.next();
        try (BenchStack log = options.requestLog() ? BenchStack.start(directory.resolve("stack")) : null;
                MeasuredProcess upstream = upstream(yardstick, pods);
                MeasuredProcess router = router(port, ports.next(), table, log == null ? "" : log.kafka())) {
            String url = "127.0.0.1:" + port;
            RouterReport report = new RouterReport(
                    options.policy(), options.requestLog(), options.plan().isPresent());
            if (!options.phases().isEmpty()) {
                progress.accept("rounds, about " + Math.round(expectedSeconds() / 60 + 1) + " min");
                String said = measure(yardstick, "http://" + url, router, pods);
                report = report.withRounds(lines(yardstick), checks(said));
            }
            if (options.soakMinutes() > 0) {
                progress.accept("soak, " + options.soakMinutes() + " min");
                report = report.withSoak(new RouterSoak(yardstick, options.adapters(), directory)
                        .run(url, router, options.soakMinutes()));
            }
            if (!router.alive() || !upstream.alive()) {
                throw new IOException("a part of the benchmark ended early; logs are in " + directory);
            }
            return report;
        }
    }

    private RoutingTable table(List<Integer> pods) {
        YardstickFleet fleet = new YardstickFleet(options.adapters(), options.slots());
        return options.plan().map(plan -> fleet.planned(pods, plan)).orElseGet(() -> fleet.everywhere(pods));
    }

    private MeasuredProcess upstream(Yardstick yardstick, List<Integer> pods) throws IOException, InterruptedException {
        MeasuredProcess upstream = MeasuredProcess.start(
                directory.resolve("upstream.log"),
                List.of(
                        yardstick.tool("upstream"),
                        "-p",
                        pods.get(0) + "," + pods.get(1),
                        "-L",
                        String.valueOf(options.slots())),
                "");
        long giveUpAt = System.nanoTime() + LISTENS_WITHIN.toNanos();
        while (pods.stream().anyMatch(FreePorts::isFree)) {
            if (!upstream.alive() || System.nanoTime() > giveUpAt) {
                upstream.close();
                throw new IOException("the yardstick's pods did not start");
            }
            Thread.sleep(20);
        }
        return upstream;
    }

    /** By the launcher, so that it runs with the flags that it always has. */
    private MeasuredProcess router(int port, int adminPort, Path table, String kafka)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                options.home().resolve("berth").toString(),
                "router",
                "--port=" + port,
                "--admin-port=" + adminPort,
                "--table=" + table,
                "--policy=" + options.policy()));
        if (!kafka.isEmpty()) {
            command.add("--kafka=" + kafka);
        }
        return MeasuredProcess.start(directory.resolve("router.log"), command, "ready router");
    }

    private double expectedSeconds() {
        return WARMED * options.warmUp()
                + TARGETS * options.rounds() * options.phases().size() * (options.seconds() + AROUND_SECONDS);
    }

    private String measure(Yardstick yardstick, String url, MeasuredProcess router, List<Integer> pods)
            throws IOException, InterruptedException {
        Map<String, String> environment = new TreeMap<>();
        environment.put("PHASES", String.join(",", options.phases()));
        environment.put("ROUNDS", String.valueOf(options.rounds()));
        environment.put("SECS", String.valueOf(options.seconds()));
        environment.put("WARM", String.valueOf(options.warmUp()));
        environment.put("MODELS", String.valueOf(options.adapters()));
        environment.put("MAX_LORAS", String.valueOf(options.slots()));
        environment.put("PEERS", Yardstick.hasNginx() ? "nginx" : "none");
        environment.put("OUT", yardstick.folder().resolve("out").toString());
        List<String> command = List.of(
                "bash",
                "bench.sh",
                url,
                String.valueOf(router.pid()),
                String.valueOf(pods.get(0)),
                String.valueOf(pods.get(1)));
        Duration bound = CHECKS.plusMillis(Math.round(PATIENCE * 1_000 * expectedSeconds()));
        return new ForeignCommand(command, yardstick.folder(), environment, directory.resolve("bench.log")).run(bound);
    }

    private static List<JsonNode> lines(Yardstick yardstick) throws IOException {
        return Files.readAllLines(yardstick.folder().resolve("out").resolve("bench.jsonl"), StandardCharsets.UTF_8)
                .stream()
                .map(Json::tree)
                .toList();
    }

    private static Optional<JsonNode> checks(String said) {
        return said.lines()
                .filter(line -> line.startsWith(CHECKS_OF_ROUTER))
                .map(line -> Json.tree(line.substring(CHECKS_OF_ROUTER.length())))
                .findFirst();
    }
}
