package dev.berth.optimizer.plan;

import dev.berth.optimizer.problem.ModelLoad;
import dev.berth.optimizer.problem.PlacementProblem;
import dev.berth.optimizer.problem.PodSeat;
import dev.berth.optimizer.score.Occupancy;
import dev.berth.optimizer.score.Placement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * No more loads than the operator allows in one plan, the most valuable ones: first of adapters that no pod has, then those
 * that carry the most load, weighed by urgency. What would have been served by the others goes to pods that have the adapter
 * already as far as they can, and is unserved beyond; the next plan goes on from there.
 */
final class MoveLimit {
    private final PlacementProblem problem;
    private final Occupancy occupancy;

    private MoveLimit(Placement placement) {
        this.problem = placement.problem();
        this.occupancy = placement.occupancy();
    }

    private record Load(ModelLoad model, PodSeat seat, boolean nowhere, long value) {}

    /**
     * @param most loads; pinned ones come first, but count
     */
    static Placement within(Placement placement, int most) {
        MoveLimit limit = new MoveLimit(placement);
        List<Load> loads = limit.loads();
        if (loads.size() <= most) {
            return placement;
        }
        loads.subList(most, loads.size()).forEach(limit::undo);
        return Placement.from(limit.occupancy);
    }

    /** Loads that serving so takes, without those of spare copies. */
    static int loads(Placement placement) {
        return new MoveLimit(placement).loads().size();
    }

    private List<Load> loads() {
        List<Load> loads = new ArrayList<>();
        for (ModelLoad model : problem.models()) {
            if (!model.adapter()) {
                continue;
            }
            boolean nowhere = problem.seats().stream().noneMatch(s -> model.current(s) && model.allowed(s));
            for (PodSeat seat : problem.seats()) {
                int quanta = occupancy.count(model, seat);
                if (quanta > 0 && !model.current(seat)) {
                    long value =
                            quanta * model.quantumLoad(seat) * model.facts().urgency();
                    loads.add(new Load(model, seat, nowhere, value));
                    nowhere = false;
                }
            }
        }
        loads.sort(Comparator.comparing(
                        (Load load) -> !load.model().pair(load.seat()).pinned())
                .thenComparing(load -> !load.nowhere())
                .thenComparing(load -> -load.value())
                .thenComparing(load -> load.model().index())
                .thenComparing(load -> load.seat().index()));
        return loads;
    }

    private void undo(Load load) {
        ModelLoad model = load.model();
        for (int left = occupancy.count(model, load.seat()); left > 0; left--) {
            occupancy.take(model, load.seat());
            occupancy.put(model, holder(model));
        }
    }

    /** The emptiest of the pods that have it and room for more; null if there is none. */
    private PodSeat holder(ModelLoad model) {
        PodSeat best = null;
        for (PodSeat seat : problem.seats()) {
            boolean open = model.current(seat) && occupancy.fits(model, seat, seat.capacity());
            if (open && (best == null || occupancy.load(seat) < occupancy.load(best))) {
                best = seat;
            }
        }
        return best;
    }
}
