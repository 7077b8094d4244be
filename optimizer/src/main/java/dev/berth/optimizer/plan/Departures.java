package dev.berth.optimizer.plan;

import dev.berth.domain.fleet.AdapterSpec;
import dev.berth.domain.fleet.PairState;
import dev.berth.domain.fleet.PodIncarnation;
import dev.berth.domain.placement.Assignment;
import dev.berth.domain.placement.PlacementPlan;
import dev.berth.domain.placement.PlacementPlan.Dropped;
import dev.berth.domain.placement.PlanChange;
import dev.berth.optimizer.problem.PlanInputs;
import dev.berth.optimizer.problem.SpareTerms;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Which copies went from which pods not long ago. Plans hand it on from one to the next, so that neither a restart of the
 * planner nor one that is asked only once forgets it: what has just been dropped is not bought again.
 */
final class Departures {
    private Departures() {}

    /**
     * What the plan in force remembers and is not too long ago or taken back, and what goes now.
     *
     * @param changes of the new plan
     * @param assignments of the new plan
     */
    static List<Dropped> of(
            PlanInputs in, List<PlanChange> changes, Map<String, List<Assignment>> assignments, SpareTerms terms) {
        List<Dropped> dropped = new ArrayList<>();
        in.currentPlan().map(PlacementPlan::dropped).orElse(List.of()).stream()
                .filter(one -> in.nowMillis() - one.sinceMillis() < terms.awayMillis())
                .filter(one -> !isAssigned(one.model(), one.pod(), assignments))
                .filter(one -> changes.stream().noneMatch(change -> unloads(change, one.model(), one.pod())))
                .forEach(dropped::add);
        changes.stream()
                .filter(change -> change.kind() == PlanChange.Kind.UNLOAD && hasCome(in, change))
                .forEach(change -> dropped.add(new Dropped(change.model(), change.pod(), in.nowMillis())));
        dropped.sort(Comparator.comparing(Dropped::model)
                .thenComparing(one -> one.pod().toString()));
        return dropped;
    }

    /** One that was only asked for has not come, and does not go. */
    private static boolean hasCome(PlanInputs in, PlanChange change) {
        String name = in.catalog()
                .adapter(change.model())
                .map(AdapterSpec::engineName)
                .orElse(change.model());
        boolean registered = in.fleet().pods().stream()
                .anyMatch(
                        pod -> pod.id().equals(change.pod()) && pod.registered().contains(name));
        boolean loading = in.ledger().entries().stream()
                .anyMatch(entry -> entry.state() == PairState.LOADING
                        && entry.adapter().equals(change.model())
                        && entry.pod().equals(change.pod()));
        return registered || loading;
    }

    private static boolean isAssigned(String model, PodIncarnation pod, Map<String, List<Assignment>> assignments) {
        return assignments.getOrDefault(model, List.of()).stream()
                .anyMatch(assignment -> assignment.pod().equals(pod));
    }

    private static boolean unloads(PlanChange change, String model, PodIncarnation pod) {
        return change.kind() == PlanChange.Kind.UNLOAD
                && change.model().equals(model)
                && change.pod().equals(pod);
    }
}
