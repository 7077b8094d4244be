package dev.berth.evaluation.app;

import dev.berth.domain.config.ConfigException;
import dev.berth.domain.config.NearestName;
import dev.berth.evaluation.bench.OptimizerBench;
import dev.berth.evaluation.bench.OptimizerCase;
import dev.berth.evaluation.bench.OptimizerReport;
import dev.berth.optimizer.certify.BoundSolver;
import dev.berth.optimizer.policy.SearchBudget;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./berth bench optimizer}: how good plans are, how soon they come, and how far from the best they can be at most. */
@Command(
        name = "optimizer",
        description = {
            "Plans on generated instances and says how far from the best the plans can be at most: small (40 adapters on 6"
                    + " pods), medium (200 on 20), drift and tight (1,000 on 100), huge (10,000 on 1,000), events (hot-set"
                    + " shift, pod lost, zone lost), resolves (20 drifts in a row)."
        },
        footer = {
            "",
            "Examples:",
            "  ./berth bench optimizer --instance small,drift --seeds 3 --certify",
            "  BERTH_JAVA_OPTS='-Xmx2g -XX:+UseSerialGC' ./berth bench optimizer --seeds 20 --certify --output json"
        })
final class BenchOptimizerCommand implements Callable<Integer> {
    @Option(
            names = "--instance",
            split = ",",
            paramLabel = "NAME",
            defaultValue = "small,medium,drift,tight,events,resolves,steady",
            description = "instances (${DEFAULT-VALUE}; huge needs about 2 GiB)")
    private List<String> instances;

    @Option(names = "--seeds", paramLabel = "N", defaultValue = "3", description = "of each, from 1 (${DEFAULT-VALUE})")
    private int seeds;

    @Option(names = "--turns", defaultValue = "20", description = "resolves: drifts in a row (${DEFAULT-VALUE})")
    private int turns;

    @Option(
            names = "--moves",
            defaultValue = "500",
            description = "bound of the search: moves for each quantum of demand (${DEFAULT-VALUE})")
    private int moves;

    @Option(
            names = "--certify",
            description = "bound each plan by a solver, OR-Tools; without it, bounds are weaker ones in closed form")
    private boolean certify;

    @Option(
            names = "--solver-seconds",
            defaultValue = "60",
            description = "certify: bound is what is proven until then (${DEFAULT-VALUE})")
    private double solverSeconds;

    @Mixin
    private BenchOutput output;

    @Override
    public Integer call() throws IOException, InterruptedException {
        OptimizerReport report = new OptimizerBench(options(), solver()).run(output.progress());
        output.print(report, report.lines());
        return 0;
    }

    private OptimizerBench.Options options() {
        List<OptimizerCase> cases =
                instances.stream().map(BenchOptimizerCommand::named).toList();
        return BenchOutput.asked(() ->
                new OptimizerBench.Options(cases, seeds, turns, SearchBudget.ofMovesPerQuantum(moves), solverSeconds));
    }

    private static OptimizerCase named(String name) {
        List<String> names = OptimizerCase.ALL.stream().map(OptimizerCase::name).toList();
        return OptimizerCase.ALL.stream()
                .filter(c -> c.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new ConfigException("no instance is called '" + name + "'"
                        + NearestName.of(name, names)
                                .map(near -> "; did you mean '" + near + "'?")
                                .orElse("")
                        + "; there are " + String.join(", ", names)));
    }

    private BoundSolver solver() {
        if (!certify) {
            return null;
        }
        return BoundSolver.onClassPath()
                .orElseThrow(() -> new ConfigException("--certify needs OR-Tools, which is packaged for Linux on x86-64"
                        + " only, in evaluation/target/certify; './berth verify' puts it there"));
    }
}
