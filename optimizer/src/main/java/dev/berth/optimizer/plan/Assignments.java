package dev.berth.optimizer.plan;

import dev.berth.domain.placement.Assignment;
import dev.berth.domain.placement.Tier;
import dev.berth.optimizer.policy.Shares;
import dev.berth.optimizer.problem.ModelLoad;
import dev.berth.optimizer.problem.PlacementProblem;
import dev.berth.optimizer.problem.PodSeat;
import dev.berth.optimizer.score.Placement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Quanta on pods become weights; spare copies have none. */
final class Assignments {
    private static final int PARTS = 10_000;

    private Assignments() {}

    /** What a placement says by itself, by model, in the order of the pods' names. */
    static Map<String, List<Assignment>> from(Placement placement) {
        return from(placement, null);
    }

    /**
     * @param spares null for none
     */
    static Map<String, List<Assignment>> from(Placement placement, SpareCopies spares) {
        PlacementProblem problem = placement.problem();
        Map<String, List<Assignment>> assignments = new TreeMap<>();
        for (ModelLoad model : problem.models()) {
            List<Assignment> list = of(model, placement, spares);
            if (!list.isEmpty()) {
                assignments.put(model.model(), list);
            }
        }
        return assignments;
    }

    /** The same, each model's in the order of the pods' names. */
    static Map<String, List<Assignment>> sorted(Map<String, List<Assignment>> assignments) {
        Map<String, List<Assignment>> sorted = new TreeMap<>();
        assignments.forEach((model, on) -> sorted.put(
                model,
                on.stream().sorted(Comparator.comparing(a -> a.pod().pod())).toList()));
        return sorted;
    }

    private static List<Assignment> of(ModelLoad model, Placement placement, SpareCopies spares) {
        List<PodSeat> seats = placement.problem().seats();
        int[] parts = Shares.of(
                PARTS,
                seats.stream().mapToDouble(s -> placement.count(model, s)).toArray());
        List<Assignment> list = new ArrayList<>();
        for (PodSeat seat : seats) {
            if (placement.count(model, seat) > 0) {
                list.add(new Assignment(seat.id(), Tier.HOT, (double) parts[seat.index()] / PARTS));
            } else if (spares != null && spares.has(model, seat)) {
                list.add(new Assignment(seat.id(), Tier.WARM, 0));
            }
        }
        return list;
    }
}
