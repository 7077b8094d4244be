package dev.berth.evaluation.app;

import dev.berth.domain.config.ConfigException;
import dev.berth.domain.json.Json;
import dev.berth.evaluation.compare.CodeVersion;
import dev.berth.evaluation.compare.Comparison;
import dev.berth.evaluation.compare.MatrixPlan;
import dev.berth.evaluation.compare.WorldRunner;
import dev.berth.evaluation.compare.report.PlanComparison;
import dev.berth.evaluation.peers.Pickings;
import dev.berth.evaluation.scenario.Scenario;
import dev.berth.evaluation.scenario.Scenarios;
import dev.berth.evaluation.virtual.WorldConfig;
import dev.berth.optimizer.policy.Placements;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ./berth evaluate}: what algorithms are worth on a simulated fleet, and what the simulation is worth itself. */
@Command(
        name = "berth evaluate",
        synopsisSubcommandLabel = "[COMMAND]",
        description = {
            "Judges algorithms on a simulated fleet, and the simulation on runs of a real engine.",
            "Every placement is run with every picking on every scenario; a run that is known is not made again."
        },
        subcommands = {EvaluateTwinCommand.class, FaultsCommand.class},
        footer = {
            "",
            "Example: ./berth evaluate --scenario S1 --placement register-everywhere,optaplanner"
                    + " --picking least-request,slo-affinity --duration 10m --out /tmp/s1",
            "Example: ./berth evaluate --requests log.jsonl --from documents --plan current.json --plan candidate.json"
                    + " --picking slo-affinity"
        })
public final class EvaluateCommand implements Callable<Integer> {
    @Mixin
    HelpOption help;

    @Mixin
    MatrixOptions matrix;

    @Mixin
    PlanReplayOptions replay;

    @Spec
    private CommandSpec spec;

    public static void main(String[] args) {
        // A simulated fleet says what a real one would, a thousand times as fast.
        System.setProperty("berth.log", "error");
        System.setProperty("berth.log.others", "error");
        System.exit(Verb.run(new EvaluateCommand(), args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (spec.commandLine().getParseResult().matchedOptions().isEmpty()) {
            spec.commandLine().usage(spec.commandLine().getOut());
            return 0;
        }
        if (replay.asked()) {
            return replayPlans();
        }
        if (matrix.absent()) {
            throw new ConfigException("--scenario is missing: S1 to S6, all, or a file.");
        }
        matrix.refuseContradictions(WorldConfig.DEFAULTS.warmUpSeconds());
        List<String> pickings = Pickings.names().stream()
                .filter(EvaluateCommand::isFirstOfItsKind)
                .toList();
        Map<String, Scenario> scenarios = scenarios();
        MatrixPlan plan = matrix.plan(
                List.copyOf(scenarios.keySet()),
                new MatrixOptions.Known(Placements.names(), Pickings.names(), pickings));
        WorldRunner runner =
                new WorldRunner(scenarios, WorldConfig.DEFAULTS.withErrors(matrix.errors()), CodeVersion.ofClassPath());
        Comparison comparison =
                new MatrixRun(runner, matrix.out(), System.err, Tty.is(Tty.ERR)).run(plan, matrix.threads());
        String said = matrix.output() == OutputForm.JSON ? MatrixRun.json(comparison) : MatrixRun.text(comparison);
        spec.commandLine().getOut().print(said);
        spec.commandLine().getOut().flush();
        return comparison.failed() ? 1 : 0;
    }

    private int replayPlans() {
        if (!matrix.absent()) {
            throw new ConfigException(
                    "--requests and --scenario exclude each other: one brings its own fleet and traffic.");
        }
        PlanComparison comparison = replay.compare(matrix.picking(Pickings.names()));
        String said = matrix.output() == OutputForm.JSON ? Json.writePretty(comparison) : comparison.text();
        spec.commandLine().getOut().print(said);
        spec.commandLine().getOut().flush();
        return 0;
    }

    /** Whether no earlier name stands for the same policy: {@code all} runs each once. */
    private static boolean isFirstOfItsKind(String picking) {
        List<String> names = Pickings.names();
        return names.subList(0, names.indexOf(picking)).stream()
                .noneMatch(earlier -> Pickings.named(earlier) == Pickings.named(picking));
    }

    private Map<String, Scenario> scenarios() {
        Scenarios known = new Scenarios(Path.of(System.getProperty("berth.home", ".")));
        Map<String, Scenario> scenarios = new LinkedHashMap<>();
        for (String name : matrix.scenarios(known.names())) {
            Scenario scenario = matrix.trace() == null ? known.named(name) : known.named(name, matrix.trace());
            if (scenarios.put(scenario.name(), scenario) != null) {
                throw new ConfigException("two of the scenarios are called '" + scenario.name() + "'.");
            }
        }
        return scenarios;
    }
}
