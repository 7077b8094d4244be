package dev.berth.evaluation.app;

import dev.berth.domain.config.ConfigException;
import dev.berth.domain.placement.PlacementPlan;
import dev.berth.evaluation.compare.report.PlanComparison;
import dev.berth.evaluation.outcome.RunResult;
import dev.berth.evaluation.scenario.RecordedScenario;
import dev.berth.evaluation.scenario.Scenario;
import dev.berth.evaluation.virtual.VirtualWorld;
import dev.berth.evaluation.virtual.WorldConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Recorded requests under two plans, before any is applied. */
final class PlanReplayOptions {
    private static final long SEED = 1;

    /** Of a longer log the first minute warms up, as in scenarios; of a short one every request counts. */
    private static final double LONG_SECONDS = 600;

    @Option(
            names = "--requests",
            paramLabel = "FILE",
            description = "Log of Berth's requests, to be replayed under two plans; with --from and twice --plan.")
    private Path requests;

    @Option(
            names = "--plan",
            paramLabel = "FILE",
            description = "A plan document: first the one in force, then the candidate.")
    private List<Path> plans = List.of();

    @Option(
            names = "--from",
            paramLabel = "DIR",
            description = "Folder with catalog.json, fleet.json and profiles.json of the fleet.")
    private Path from;

    boolean asked() {
        return requests != null || !plans.isEmpty() || from != null;
    }

    /**
     * @throws ConfigException in one sentence
     */
    PlanComparison compare(String picking) {
        if (requests == null || from == null || plans.size() != 2) {
            throw new ConfigException(
                    "a replay needs --requests FILE, --from DIR and twice --plan FILE: the one in force,"
                            + " then the candidate.");
        }
        Scenario scenario = RecordedScenario.read(from, requests);
        List<String> notes = new ArrayList<>(scenario.notes());
        double seconds = scenario.durationNanos() / 1e9;
        WorldConfig config = seconds >= LONG_SECONDS ? WorldConfig.DEFAULTS : WorldConfig.DEFAULTS.withWarmUp(0);
        if (config.warmUpSeconds() > 0) {
            notes.add("requests of the first " + config.warmUpSeconds() + " s are served and not judged");
        }
        notes.add("picking " + picking + "; the pods are simulated by their profiles' engines");
        List<PlanComparison.Side> sides = new ArrayList<>();
        for (Path file : plans) {
            PlacementPlan plan = RecordedScenario.document(file, PlacementPlan.class);
            noteStrangers(file, plan, scenario, notes);
            RunResult result = VirtualWorld.run(scenario, plan, picking, config, SEED);
            sides.add(new PlanComparison.Side(
                    file.getFileName().toString(), plan.version().toString(), result));
        }
        return new PlanComparison(requests.getFileName().toString(), notes, sides.get(0), sides.get(1));
    }

    private static void noteStrangers(Path file, PlacementPlan plan, Scenario scenario, List<String> notes) {
        List<String> known = scenario.pods().stream().map(pod -> pod.name()).toList();
        List<String> strangers = plan.assignments().values().stream()
                .flatMap(List::stream)
                .map(assignment -> assignment.pod().pod())
                .filter(pod -> !known.contains(pod))
                .distinct()
                .sorted()
                .toList();
        if (!strangers.isEmpty()) {
            notes.add(file.getFileName() + ": what it places on " + String.join(", ", strangers)
                    + " is skipped: the fleet has no such pod ready");
        }
    }
}
