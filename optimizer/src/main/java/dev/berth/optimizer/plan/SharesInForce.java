package dev.berth.optimizer.plan;

import dev.berth.domain.placement.PlacementPlan;
import dev.berth.optimizer.problem.ModelLoad;
import dev.berth.optimizer.problem.PlacementProblem;
import dev.berth.optimizer.problem.PodSeat;
import java.util.Map;

/**
 * What a plan's shares come to under today's demand, as they are: a search cuts demand into whole quanta, and by the rounding
 * of one a pod that it finds within a rule may be past it.
 */
final class SharesInForce {
    private final PlacementProblem problem;
    private final PlacementPlan plan;
    private final Map<String, Double> unserved;

    /**
     * @param unserved share of each model's demand that the plan leaves out
     */
    SharesInForce(PlacementProblem problem, PlacementPlan plan, Map<String, Double> unserved) {
        this.problem = problem;
        this.plan = plan;
        this.unserved = unserved;
    }

    /** Whether every pod is within its slots and its capacity. */
    boolean fit() {
        return problem.seats().stream().allMatch(this::fit);
    }

    private boolean fit(PodSeat seat) {
        double load = 0;
        double slots = 0;
        for (ModelLoad model : problem.models()) {
            double share = share(model, seat);
            load += share * model.load(seat);
            slots += model.slotUseOf(share);
        }
        return load <= seat.capacity() && slots <= seat.activeMost();
    }

    private double share(ModelLoad model, PodSeat seat) {
        double weight = plan.assignment(model.model(), seat.id())
                .map(assignment -> assignment.weight())
                .orElse(0.0);
        return weight * (1 - Math.min(1, unserved.getOrDefault(model.model(), 0.0)));
    }
}
