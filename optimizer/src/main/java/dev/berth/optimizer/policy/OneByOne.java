package dev.berth.optimizer.policy;

import dev.berth.optimizer.problem.ModelLoad;
import dev.berth.optimizer.problem.PlacementProblem;
import dev.berth.optimizer.problem.PodSeat;
import dev.berth.optimizer.score.Placement;
import java.util.List;

/**
 * How systems place that schedule each adapter once, when it is created, and again only when its pod is gone: every adapter
 * stays where the plan in force has it, and what is missing is chosen adapter by adapter in the order of their names.
 */
final class OneByOne {
    /** Which pod a new replica goes to. */
    interface Choice {
        /**
         * @param open not empty
         */
        PodSeat among(List<PodSeat> open, ModelLoad model, Hosting hosting);
    }

    private OneByOne() {}

    static Placement place(PlacementProblem problem, Choice choice) {
        Hosting hosting = new Hosting(problem);
        List<ModelLoad> adapters = Hosting.adapters(problem);
        adapters.forEach(model -> hosting.stay(model, hosting.leastReplicas(model)));
        for (ModelLoad model : adapters) {
            while (hosting.replicas(model) < hosting.leastReplicas(model)) {
                List<PodSeat> open = hosting.open(model);
                if (open.isEmpty()) {
                    break;
                }
                hosting.hold(model, choice.among(open, model, hosting));
            }
        }
        return hosting.toPlacement();
    }
}
