package dev.berth.optimizer.plan;

import dev.berth.domain.fleet.PodIncarnation;
import dev.berth.domain.placement.Assignment;
import dev.berth.domain.placement.PlacementPlan;
import dev.berth.optimizer.problem.ModelLoad;
import dev.berth.optimizer.problem.PlacementProblem;
import dev.berth.optimizer.problem.PodSeat;
import java.util.HashMap;
import java.util.List;
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

    /** Whether all of it is where it may be, on pods that are there, and every pod is within what it holds and can do. */
    boolean fit() {
        Map<PodIncarnation, PodSeat> seats = new HashMap<>();
        problem.seats().forEach(seat -> seats.put(seat.id(), seat));
        Map<String, ModelLoad> models = new HashMap<>();
        problem.models().forEach(model -> models.put(model.model(), model));
        Map<PodSeat, Integer> residents = new HashMap<>();
        for (Map.Entry<String, List<Assignment>> entry : plan.assignments().entrySet()) {
            ModelLoad model = models.get(entry.getKey());
            for (Assignment assignment : entry.getValue()) {
                PodSeat seat = seats.get(assignment.pod());
                if (seat == null || !mayBe(entry.getKey(), model, seat)) {
                    return false;
                }
                residents.merge(seat, model != null && model.adapter() ? 1 : 0, Integer::sum);
            }
            if (model != null && beyondMaximum(model, entry.getValue().size())) {
                return false;
            }
        }
        return problem.seats().stream()
                .allMatch(seat -> residents.getOrDefault(seat, 0) <= seat.hostRoom() && fit(seat));
    }

    /** A base model that nobody asks for now is no part of the problem, and where it was all the same. */
    private static boolean mayBe(String name, ModelLoad model, PodSeat seat) {
        return model == null ? seat.baseModel().equals(name) : model.allowed(seat);
    }

    private static boolean beyondMaximum(ModelLoad model, int replicas) {
        return model.facts().maxReplicas() > 0 && replicas > model.facts().maxReplicas();
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
