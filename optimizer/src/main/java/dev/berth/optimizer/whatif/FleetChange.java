package dev.berth.optimizer.whatif;

import dev.berth.domain.fleet.Fleet;
import dev.berth.domain.fleet.PodState;
import dev.berth.domain.placement.PlacementPlan;
import dev.berth.optimizer.problem.PlanInputs;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The same inputs with other pods. */
final class FleetChange {
    private FleetChange() {}

    static PlanInputs to(PlanInputs in, List<PodState> pods) {
        Fleet had = in.fleet();
        return in.withFleet(new Fleet(had.version(), had.madeAtMillis(), had.generation() + 1, pods));
    }

    /** The plan in force wants as many pods more, or fewer. */
    static PlanInputs wanting(PlanInputs in, String deployment, int more) {
        PlacementPlan plan = in.current();
        if (plan == null || !plan.podCounts().containsKey(deployment)) {
            return in;
        }
        Map<String, Integer> counts = new TreeMap<>(plan.podCounts());
        counts.merge(deployment, more, (had, by) -> Math.max(0, had + by));
        return in.withCurrent(plan.withPodCounts(counts));
    }
}
