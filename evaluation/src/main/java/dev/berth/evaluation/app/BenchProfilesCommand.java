package dev.berth.evaluation.app;

import dev.berth.domain.engine.EngineSpec;
import dev.berth.evaluation.bench.ProfileBench;
import dev.berth.evaluation.bench.ProfileReport;
import dev.berth.evaluation.scenario.Engines;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./berth bench profiles}: how near a profile learned from traffic comes to the engine. */
@Command(
        name = "profiles",
        description = {
            "Learns profiles from the traffic of simulated engines, in virtual time, and holds them against the engines: step"
                    + " time, capacity of measured and of extrapolated cells; with samples lost, requests unheard, the engine"
                    + " slower of a sudden, and another in its place."
        },
        footer = {"", "Example: ./berth bench profiles --engine a10,h100 --minutes 10 --lost 0.3"})
final class BenchProfilesCommand implements Callable<Integer> {
    @Option(
            names = "--engine",
            split = ",",
            paramLabel = "NAME",
            defaultValue = "a10,a100-aibrix,h100",
            description = "engines, by name or file (${DEFAULT-VALUE})")
    private List<String> engines;

    @Option(names = "--minutes", defaultValue = "10", description = "of traffic (${DEFAULT-VALUE})")
    private int minutes;

    @Option(names = "--lost", defaultValue = "0.3", description = "share of what is lost (${DEFAULT-VALUE})")
    private double lost;

    @Option(names = "--seed", defaultValue = "1", description = "of the random numbers (${DEFAULT-VALUE})")
    private long seed;

    @Mixin
    private BenchOutput output;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Engines known = new Engines(Path.of(System.getProperty("berth.home", ".")));
        List<EngineSpec> specs =
                engines.stream().map(name -> known.read(known.file(name))).toList();
        var options = BenchOutput.asked(() -> new ProfileBench.Options(specs, minutes, lost, seed));
        ProfileReport report = new ProfileBench(options).run(output.progress());
        output.print(report, report.lines());
        return 0;
    }
}
