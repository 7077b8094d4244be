package dev.berth.evaluation.app;

import dev.berth.domain.config.ConfigException;
import dev.berth.domain.json.Json;
import dev.berth.evaluation.bench.PickBench;
import dev.berth.evaluation.bench.PickReport;
import dev.berth.evaluation.scenario.Engines;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

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

    @Option(names = "--output", defaultValue = "text", description = "text or json (${DEFAULT-VALUE})")
    private OutputForm output;

    @Mixin
    HelpOption help;

    @Spec
    private CommandSpec spec;

    private boolean watched;

    @Override
    public Integer call() throws IOException, InterruptedException {
        watched = Tty.is(Tty.ERR);
        PickReport report = bench().run(this::progress);
        PrintWriter out = spec.commandLine().getOut();
        if (output == OutputForm.JSON) {
            out.println(Json.writePretty(report));
        } else {
            report.lines().forEach(out::println);
        }
        return 0;
    }

    private PickBench bench() throws IOException {
        Engines engines = new Engines(Path.of(System.getProperty("berth.home", ".")));
        try {
            return new PickBench(new PickBench.Options(
                    engines.read(engines.file(engine)), models, pods, replicas, rounds, picks, seed));
        } catch (IllegalArgumentException e) {
            throw new ConfigException(e.getMessage());
        }
    }

    /** On a terminal only, and beside the result. */
    private void progress(String policy) {
        if (watched) {
            PrintWriter err = spec.commandLine().getErr();
            err.print("\r" + policy + "                    ");
            err.flush();
        }
    }
}
