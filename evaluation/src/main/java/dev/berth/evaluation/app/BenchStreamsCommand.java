package dev.berth.evaluation.app;

import dev.berth.domain.config.ConfigException;
import dev.berth.evaluation.bench.StreamsBench;
import dev.berth.evaluation.bench.StreamsReport;
import dev.berth.simulator.trace.TraceFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./berth bench streams}: what DemandJob costs, keeps and how soon it tells. */
@Command(
        name = "streams",
        description = {
            "Measures DemandJob with a real Kafka and Redis: cost (against a bare loop that polls and parses), scale (state"
                    + " of many models after a day), reaction (flash crowd to Redis), loop (flash crowd to routers that use the"
                    + " new table), control (cores and memory of every part), forecast (against the last window and weighted"
                    + " means, on traces)."
        },
        footer = {
            "",
            "Examples:",
            "  ./berth bench streams --part cost --rounds 5",
            "  ./berth bench streams --part forecast --trace datasets/traces/azure-conv-like-600s.csv",
            "  ./berth bench streams --part loop --crowds 8 --crowd-rate 12",
            "  ./berth bench streams --part control --models 300 --pods 40",
            "  ./berth bench streams --output json"
        })
final class BenchStreamsCommand implements Callable<Integer> {
    private static final List<String> PARTS = List.of("cost", "scale", "reaction", "forecast", "loop", "control");

    @Option(
            names = "--part",
            split = ",",
            paramLabel = "NAME",
            defaultValue = "cost,scale,reaction,forecast",
            description = "what to measure (${DEFAULT-VALUE}); also loop and control, which start a whole fleet")
    private List<String> parts;

    @Option(
            names = "--requests",
            defaultValue = "3000000",
            description = "cost: requests, 10 min each million (${DEFAULT-VALUE})")
    private long requests;

    @Option(
            names = "--models",
            defaultValue = "300",
            description = "cost, reaction, control: models (${DEFAULT-VALUE})")
    private int models;

    @Option(names = "--rounds", defaultValue = "3", description = "cost: rounds (${DEFAULT-VALUE})")
    private int rounds;

    @Option(names = "--many-models", defaultValue = "10000", description = "scale: models (${DEFAULT-VALUE})")
    private int manyModels;

    @Option(
            names = "--requests-per-model",
            defaultValue = "24",
            description = "scale: requests of each in 24 h (${DEFAULT-VALUE})")
    private int requestsPerModel;

    @Option(names = "--crowds", defaultValue = "20", description = "reaction, loop: flash crowds (${DEFAULT-VALUE})")
    private int crowds;

    @Option(
            names = "--crowd-rate",
            defaultValue = "20",
            description = "reaction, loop: their requests/s (${DEFAULT-VALUE})")
    private double crowdPerSecond;

    @Option(names = "--pods", defaultValue = "40", description = "control: simulated pods (${DEFAULT-VALUE})")
    private int pods;

    @Option(
            names = "--trace",
            split = ",",
            paramLabel = "FILE",
            description = "forecast: traces (default: the sample of an Azure trace in datasets/traces)")
    private List<Path> traces;

    @Option(names = "--seed", defaultValue = "1", description = "of what is drawn (${DEFAULT-VALUE})")
    private long seed;

    @Mixin
    private BenchOutput output;

    @Override
    public Integer call() throws IOException, InterruptedException {
        for (String part : parts) {
            if (!PARTS.contains(part)) {
                throw new ConfigException("there is no part '" + part + "', only " + String.join(", ", PARTS));
            }
        }
        Path directory = Files.createTempDirectory("berth-bench-streams-");
        StreamsReport report = new StreamsBench(options(), directory, output.progress())
                .run(parts, parts.contains("forecast") ? times() : Map.of());
        output.print(report, report.lines());
        return 0;
    }

    private StreamsBench.Options options() {
        return BenchOutput.asked(() -> new StreamsBench.Options(
                requests,
                models,
                rounds,
                manyModels,
                requestsPerModel,
                crowds,
                crowdPerSecond,
                pods,
                Path.of(System.getProperty("berth.home", ".")),
                seed));
    }

    private Map<String, long[]> times() {
        List<Path> files = traces != null
                ? traces
                : List.of(Path.of(System.getProperty("berth.home", "."), "datasets/traces/azure-conv-like-600s.csv"));
        Map<String, long[]> times = new TreeMap<>();
        for (Path file : files) {
            times.put(
                    file.getFileName().toString(),
                    TraceFiles.read(file).requests().stream()
                            .mapToLong(request -> Math.round(request.atSeconds() * 1_000))
                            .toArray());
        }
        return times;
    }
}
