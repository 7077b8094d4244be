package dev.berth.evaluation.app;

import dev.berth.domain.engine.EngineSpec;
import dev.berth.evaluation.bench.PickBench;
import dev.berth.evaluation.bench.PickReport;
import dev.berth.evaluation.scenario.Engines;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./berth bench pick}: what it costs to choose a pod. */
@Command(
        name = "pick",
        description = "Picks pods from a large routing table by each policy, and tells what one pick takes.",
        footer = {"", "Example: ./berth bench pick --models 10000 --pods 1000 --rounds 5"})
final class BenchPickCommand implements Callable<Integer> {
    @Option(names = "--engine", defaultValue = "a10", description = "of the pods, by name or file (${DEFAULT-VALUE})")
    private String engine;

    @Option(names = "--models", defaultValue = "10000", description = "in the table (${DEFAULT-VALUE})")
    private int models;

    @Option(names = "--pods", defaultValue = "1000", description = "in the table (${DEFAULT-VALUE})")
    private int pods;

    @Option(names = "--replicas", defaultValue = "8", description = "most that a model has (${DEFAULT-VALUE})")
    private int replicas;

    @Option(names = "--rounds", defaultValue = "5", description = "after three to warm up (${DEFAULT-VALUE})")
    private int rounds;

    @Option(names = "--picks", defaultValue = "300000", description = "of a round (${DEFAULT-VALUE})")
    private int picks;

    @Option(names = "--seed", defaultValue = "1", description = "of the random numbers (${DEFAULT-VALUE})")
    private long seed;

    @Mixin
    private BenchOutput output;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Engines engines = new Engines(Path.of(System.getProperty("berth.home", ".")));
        EngineSpec declared = engines.read(engines.file(engine));
        var options =
                BenchOutput.asked(() -> new PickBench.Options(declared, models, pods, replicas, rounds, picks, seed));
        PickReport report = new PickBench(options).run(output.progress());
        output.print(report, report.lines());
        return 0;
    }
}
