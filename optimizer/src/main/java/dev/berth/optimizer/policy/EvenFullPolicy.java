package dev.berth.optimizer.policy;

import dev.berth.optimizer.problem.ModelLoad;
import dev.berth.optimizer.problem.PlacementProblem;
import dev.berth.optimizer.problem.PodSeat;
import java.util.List;

/**
 * Even dispatch that goes on until every place is used: the adapters are dealt over the pods in turn, whatever the demand,
 * and again from the first, so that all have as many replicas as there is room for, give or take one. What a careful operator
 * would write in a values file; not a published system's.
 */
final class EvenFullPolicy implements PlacementPolicy {
    @Override
    public String name() {
        return "even-full";
    }

    @Override
    public PolicyTraits traits() {
        return PolicyTraits.BY_MEMBERSHIP;
    }

    @Override
    public Result place(PlacementProblem problem, long seed) {
        Hosting hosting = new Hosting(problem);
        dealUntilFull(hosting);
        return new Result(hosting.toPlacement(), 0);
    }

    /** Deals every adapter over the pods in turn until none finds another place. */
    static void dealUntilFull(Hosting hosting) {
        List<ModelLoad> adapters = Hosting.adapters(hosting.problem());
        int next = 0;
        boolean dealt = true;
        while (dealt) {
            dealt = false;
            for (ModelLoad model : adapters) {
                PodSeat seat = nextOpen(model, next, hosting);
                if (seat != null) {
                    hosting.hold(model, seat);
                    next = seat.index() + 1;
                    dealt = true;
                }
            }
        }
    }

    private static PodSeat nextOpen(ModelLoad model, int from, Hosting hosting) {
        List<PodSeat> seats = hosting.problem().seats();
        for (int i = 0; i < seats.size(); i++) {
            PodSeat seat = seats.get((from + i) % seats.size());
            if (hosting.open(model, seat)) {
                return seat;
            }
        }
        return null;
    }
}
