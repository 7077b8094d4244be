package dev.berth.optimizer.app;

import dev.berth.domain.placement.Assignment;
import dev.berth.domain.placement.PlacementPlan;
import dev.berth.domain.placement.Tier;
import dev.berth.optimizer.RefusedException;
import dev.berth.optimizer.certify.BoundSolver;
import dev.berth.optimizer.certify.Certificate;
import dev.berth.optimizer.plan.Decision;
import dev.berth.optimizer.policy.RememberedPlacements;
import dev.berth.optimizer.policy.RememberedPlacements.Placed;
import dev.berth.optimizer.problem.ModelLoad;
import dev.berth.optimizer.problem.PodSeat;
import dev.berth.optimizer.score.Occupancy;
import dev.berth.optimizer.score.PlacementRule;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** States in a plan how far from the best it is at most, by a solver's bound in place of the closed form's. */
final class PlanCertifier {
    private final RememberedPlacements policy;
    private final BoundSolver solver;
    private final double seconds;

    /**
     * @param policy that the plans come from
     * @param seconds that the solver may take for one of two bounds
     */
    PlanCertifier(RememberedPlacements policy, BoundSolver solver, double seconds) {
        this.policy = policy;
        this.solver = solver;
        this.seconds = seconds;
    }

    /** @throws RefusedException if there is no solver here */
    static BoundSolver solver() {
        return BoundSolver.onClassPath()
                .orElseThrow(
                        () -> new RefusedException("--certify needs OR-Tools, which is no part of a running optimizer"
                                + " and comes for Linux on x86-64 only; './berth' finds it in evaluation/target/certify, where"
                                + " building Berth puts it"));
    }

    Decision certified(Decision decision) {
        if (decision instanceof Decision.Publish publish) {
            return new Decision.Publish(publish.reason(), certified(publish.draft()));
        }
        if (decision instanceof Decision.Keep keep) {
            return new Decision.Keep(keep.reason(), certified(keep.considered()));
        }
        return decision;
    }

    private PlacementPlan certified(PlacementPlan plan) {
        return policy.placed().stream()
                .filter(placed -> same(placed.placement().occupancy(), plan))
                .findFirst()
                .map(placed -> certified(plan, placed))
                .orElseGet(() -> plan.withBound(
                        plan.lowerBound(),
                        plan.gap(),
                        "bound: in closed form, since the plan is not what the search found but what the limits on moves,"
                                + " or the plan in force, leave of it"));
    }

    /** The unit of the plan's own bound stays: load beyond targets if there is any, else loads. */
    private PlacementPlan certified(PlacementPlan plan, Placed placed) {
        Occupancy found = placed.placement().occupancy();
        if (found.violation(PlacementRule.OVERLOAD) > 0) {
            return plan.withBound(
                    plan.lowerBound(),
                    plan.gap(),
                    "bound: in closed form, all load less all targets, since pods are beyond their targets");
        }
        Certificate loads = Certificate.ofLoads(found, placed.asked(), solver, seconds);
        Certificate objective = Certificate.of(found, placed.asked(), solver, seconds);
        return plan.withBound(
                aboveZero(loads.bound()),
                loads.gap(),
                String.format(
                        Locale.ROOT,
                        "bound: %.0f loads are needed by %s, and %.0f are planned; with unloads and rank waste the plan costs"
                                + " %.0f and nothing less than %.0f (gap %.1f %%) by %s",
                        aboveZero(loads.bound()),
                        loads.source().words(),
                        loads.found(),
                        objective.found(),
                        aboveZero(objective.bound()),
                        100 * objective.gap(),
                        objective.source().words()));
    }

    /** A solver's zero may be a little less than that. */
    private static double aboveZero(double bound) {
        return bound > 0 ? bound : 0;
    }

    private static boolean same(Occupancy found, PlacementPlan plan) {
        for (ModelLoad model : found.problem().models()) {
            Set<String> there = new TreeSet<>();
            for (PodSeat seat : found.problem().seats()) {
                if (found.count(model, seat) > 0) {
                    there.add(seat.id().pod());
                }
            }
            if (!there.equals(hot(plan.assignments().getOrDefault(model.model(), List.of())))) {
                return false;
            }
        }
        return true;
    }

    private static Set<String> hot(List<Assignment> on) {
        Set<String> pods = new TreeSet<>();
        on.stream()
                .filter(a -> a.tier() == Tier.HOT)
                .forEach(a -> pods.add(a.pod().pod()));
        return pods;
    }
}
