package dev.berth.actuator.reconcile;

import dev.berth.actuator.observe.PodHealth;
import dev.berth.domain.fleet.AdapterSpec;
import dev.berth.domain.fleet.Readiness;
import dev.berth.domain.placement.Assignment;
import dev.berth.domain.placement.PlacementPlan;
import java.util.List;

/**
 * Reads a plan as wants. A plan is superseded, never void: parts that can't be carried out are skipped and said. A part on
 * an earlier life of a pod is meant for its present life: until the next plan that is the best guess, and what the pod
 * held before it was restarted is served there again soonest.
 */
final class PlanWants {
    private PlanWants() {}

    static Wants of(PlacementPlan plan, Snapshot snapshot, List<String> notes) {
        Wants wants = new Wants();
        wants.giveUp(plan.leaving());
        plan.assignments().forEach((model, assignments) -> {
            AdapterSpec adapter = snapshot.adapters().get(model);
            if (adapter == null) {
                return; // A base model, which every pod has, or an adapter that is no longer catalogued.
            }
            for (Assignment assignment : assignments) {
                String skipped = whySkipped(adapter, assignment, snapshot);
                if (skipped.isEmpty()) {
                    wants.add(model, assignment.pod().pod(), new Want(assignment.tier(), assignment.weight()));
                } else {
                    notes.add("plan " + plan.version() + ": " + model + " on " + assignment.pod() + " is skipped: "
                            + skipped);
                }
            }
        });
        return wants;
    }

    private static String whySkipped(AdapterSpec adapter, Assignment assignment, Snapshot snapshot) {
        PodHealth pod = snapshot.pods().get(assignment.pod().pod());
        if (pod == null) {
            return "the pod is no longer there";
        }
        if (pod.readiness() == Readiness.TERMINATING) {
            return "the pod is being taken away";
        }
        if (!snapshot.admits(pod, adapter)) {
            return "the pod does not admit it (base model, or rank " + adapter.rank() + ")";
        }
        return "";
    }

    /** Whether the plan leaves a model out on purpose. */
    static boolean unserved(PlacementPlan plan, String model) {
        double share = plan.unserved().stream()
                .filter(u -> u.model().equals(model))
                .mapToDouble(PlacementPlan.Unserved::share)
                .sum();
        return share >= 0.999
                && plan.assignments().getOrDefault(model, List.of()).isEmpty();
    }
}
