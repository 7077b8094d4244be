package dev.berth.evaluation.app;

import dev.berth.domain.config.ConfigException;
import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.json.Json;
import dev.berth.domain.placement.PlacementPlan;
import dev.berth.evaluation.bench.RouterBench;
import dev.berth.evaluation.bench.RouterReport;
import dev.berth.evaluation.scenario.Engines;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./berth bench router}: what the road costs beside nginx. */
@Command(
        name = "router",
        description = {
            "Measures a router beside nginx and beside the pods alone, in interleaved rounds: CPU, throughput, delay, memory,"
                    + " LoRA misses. The load generator and the pods are a yardstick that is no part of Berth; it needs"
                    + " bash, make, gcc, curl and python3, and nginx for ratios. Let nothing else run meanwhile."
        },
        footer = {
            "",
            "Examples:",
            "  ./berth bench router --yardstick ../shared/routerbench",
            "  ./berth bench router --phase req-1k,req-8k,req-32k-last --request-log",
            "  ./berth bench router --phase open-500,sse-500,sse-2000 --rounds 5",
            "  ./berth bench router --phase '' --soak 10",
            "LoRA misses with adapters placed by a plan:",
            "  ./berth bench router --documents DIR",
            "  ./berth optimize --from DIR --plan-out DIR/plan.json",
            "  ./berth bench router --phase req-1k --plan DIR/plan.json"
        })
final class BenchRouterCommand implements Callable<Integer> {
    @Option(
            names = "--yardstick",
            paramLabel = "DIR",
            description = "folder of the yardstick (default: ../shared/routerbench beside the repository)")
    private Path yardstick;

    @Option(names = "--policy", defaultValue = "slo-affinity", description = "of the router (${DEFAULT-VALUE})")
    private String policy;

    @Option(
            names = "--phase",
            split = ",",
            paramLabel = "NAME",
            defaultValue = "req-1k,req-8k,req-32k-last,sse-500",
            description = "what to measure (${DEFAULT-VALUE}); also req-8k-last, open-500, sse-2000 and others")
    private List<String> phases;

    @Option(names = "--rounds", defaultValue = "5", description = "of each phase (${DEFAULT-VALUE})")
    private int rounds;

    @Option(names = "--seconds", defaultValue = "2", description = "of a round (${DEFAULT-VALUE})")
    private double seconds;

    @Option(
            names = "--warm-up",
            defaultValue = "12",
            description = "seconds of requests and as many of streams before the first round (${DEFAULT-VALUE})")
    private double warmUp;

    @Option(names = "--adapters", defaultValue = "64", description = "by Zipf's law (${DEFAULT-VALUE})")
    private int adapters;

    @Option(names = "--slots", defaultValue = "16", description = "of each of the two pods (${DEFAULT-VALUE})")
    private int slots;

    @Option(names = "--request-log", description = "record requests to a Kafka, which is started for it")
    private boolean requestLog;

    @Option(
            names = "--plan",
            paramLabel = "FILE",
            description = "plan document that the table is made of (default: every adapter on both pods)")
    private Path plan;

    @Option(
            names = "--documents",
            paramLabel = "DIR",
            description = "only write the documents there that such a plan can be made of, and end")
    private Path documents;

    @Option(
            names = "--soak",
            paramLabel = "MINUTES",
            defaultValue = "0",
            description = "then so long 2,000 requests/s with slow readers, for memory (${DEFAULT-VALUE})")
    private double soakMinutes;

    @Mixin
    private BenchOutput output;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path home = Path.of(System.getProperty("berth.home", "."));
        if (documents != null) {
            Engines engines = new Engines(home);
            EngineSpec engine = engines.read(engines.file("a10"));
            RouterBench.writeDocuments(documents, adapters, slots, engine);
            return 0;
        }
        RouterBench.Options options = options(home);
        Path directory = Files.createTempDirectory("berth-bench-router-");
        RouterReport report = new RouterBench(options, directory, output.progress()).run();
        output.print(report, report.lines());
        return 0;
    }

    private RouterBench.Options options(Path home) throws IOException {
        Path folder = yardstick != null ? yardstick : home.resolve("../shared/routerbench");
        Optional<PlacementPlan> read = plan == null ? Optional.empty() : Optional.of(read(plan));
        List<String> named = phases.stream().filter(phase -> !phase.isBlank()).toList();
        return BenchOutput.asked(() -> new RouterBench.Options(
                folder, policy, named, rounds, seconds, warmUp, adapters, slots, requestLog, read, soakMinutes, home));
    }

    private static PlacementPlan read(Path file) throws IOException {
        if (!Files.isReadable(file)) {
            throw new ConfigException("there is no plan document " + file);
        }
        return Json.readLenient(Files.readString(file, StandardCharsets.UTF_8), PlacementPlan.class);
    }
}
