package dev.berth.optimizer.loop;

import dev.berth.domain.Version;
import dev.berth.domain.fleet.LedgerEntry;
import dev.berth.domain.fleet.Readiness;
import dev.berth.optimizer.problem.PlanInputs;
import dev.berth.optimizer.problem.PlanningTerms;
import dev.berth.optimizer.problem.ProblemReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What of the fleet may call for a new plan. Leaves out everything that a plan itself brings about: which adapters are
 * registered, moves in flight, the plan.
 *
 * @param readyPods incarnations, sorted
 * @param loads by model, ten-thousandths of a pod
 * @param failed pairs that the plan in force wants and the ledger excludes, as {@code adapter on pod}
 * @param mayGrow whether a deployment may have more pods than it has
 */
public record Sighting(
        long fleetGeneration,
        Set<String> readyPods,
        Version catalog,
        Map<String, Long> loads,
        Set<String> failed,
        boolean mayGrow) {

    public static Sighting of(PlanInputs in, PlanningTerms terms, long staleAfterMillis) {
        Set<String> pods = new TreeSet<>();
        if (in.fleet() != null) {
            in.fleet().readyPods().forEach(pod -> pods.add(pod.id().toString()));
        }
        Map<String, Long> loads = in.catalog() == null || in.fleet() == null
                ? new TreeMap<>()
                : ProblemReader.loads(in, terms, staleAfterMillis);
        return new Sighting(
                in.fleet() == null ? -1 : in.fleet().generation(),
                pods,
                in.catalog() == null ? Version.NONE : in.catalog().version(),
                loads,
                failed(in),
                in.catalog() != null && in.fleet() != null && mayGrow(in));
    }

    private static boolean mayGrow(PlanInputs in) {
        return in.catalog().deployments().stream()
                .anyMatch(deployment -> in.fleet().pods().stream()
                                .filter(pod -> pod.deployment().equals(deployment.name()))
                                .filter(pod -> pod.readiness() != Readiness.TERMINATING)
                                .count()
                        < deployment.maxPods());
    }

    private static Set<String> failed(PlanInputs in) {
        Set<String> failed = new TreeSet<>();
        for (LedgerEntry entry : in.ledger().excluded(in.nowMillis())) {
            boolean wanted = in.currentPlan()
                    .flatMap(plan -> plan.assignment(entry.adapter(), entry.pod()))
                    .isPresent();
            if (wanted) {
                failed.add(entry.adapter() + " on " + entry.pod().pod());
            }
        }
        return failed;
    }

    /** The pods that came and went between an earlier sighting and this one, in words; empty if none did. */
    String podsSince(Sighting earlier) {
        List<String> words = new ArrayList<>();
        earlier.readyPods.stream().filter(p -> !readyPods.contains(p)).forEach(p -> words.add(p + " is gone"));
        readyPods.stream().filter(p -> !earlier.readyPods.contains(p)).forEach(p -> words.add(p + " is ready"));
        return String.join(", ", words);
    }
}
