package dev.berth.optimizer.certify;

import dev.berth.optimizer.problem.ModelLoad;
import dev.berth.optimizer.problem.PlacementProblem;
import dev.berth.optimizer.problem.PodSeat;
import dev.berth.optimizer.score.Occupancy;
import dev.berth.optimizer.score.PlacementRule;
import java.util.List;

/**
 * The least {@link ChurnObjective} of placements that serve everything within targets, as a program with a column for each
 * model and pod: for fleets of a few pods, where it tells how far {@link Relaxation} is below what there is. Shares may be any
 * fraction, so that it is no more than the cheapest placement, and reached if demand is cut finely enough.
 */
final class ExactModel {
    /** Columns beyond which a solver proves more of the relaxation in the same time. */
    private static final int MOST_COLUMNS = 4_000;

    private ExactModel() {}

    /** Whether it may be held against this placement, and is small enough to be of use. */
    static boolean suits(Occupancy placement) {
        PlacementProblem problem = placement.problem();
        return problem.models().size() * problem.seats().size() <= MOST_COLUMNS
                && placement.violation(PlacementRule.SERVED) == 0
                && placement.standing().feasible()
                && problem.models().stream().allMatch(ModelLoad::adapter)
                && problem.seats().stream().allMatch(seat -> placement.load(seat) <= seat.overloadAbove());
    }

    static Relaxation.Program of(Occupancy placement, PlacementProblem asked) {
        PlacementProblem problem = placement.problem();
        LinearModel model = new LinearModel();
        LinearModel.Row[] load = new LinearModel.Row[problem.seats().size()];
        LinearModel.Row[] room = new LinearModel.Row[problem.seats().size()];
        for (PodSeat seat : problem.seats()) {
            load[seat.index()] = model.atMost(seat.overloadAbove());
            room[seat.index()] = model.atMost(
                    problem.terms().strictSlots() ? Math.min(seat.slots(), seat.hostRoom()) : seat.hostRoom());
        }
        double constant = 0;
        for (ModelLoad one : problem.models()) {
            LinearModel.Row served = model.row(1, 1);
            double most = Math.min(
                    one.facts().maxReplicas() == 0
                            ? Double.POSITIVE_INFINITY
                            : one.facts().maxReplicas(),
                    asked.models().get(one.index()).quanta());
            LinearModel.Row replicas = model.row(one.facts().minReplicas(), most);
            for (PodSeat seat : problem.seats()) {
                double unload = one.serving(seat) ? ChurnObjective.UNLOAD : 0;
                constant += unload;
                if (!one.allowed(seat)) {
                    continue;
                }
                double price = one.serving(seat) ? -unload : ChurnObjective.LOAD;
                int there = model.variable(
                        one.pair(seat).pinned() ? 1 : 0,
                        1,
                        price + ChurnObjective.DOUBLING * ChurnObjective.doublings(one, seat),
                        true);
                int share = model.variable(0, 1, 0, false);
                double whole = (double) one.quanta() * one.quantumLoad(seat);
                model.atLeast(0)
                        .plus(Math.min(1, seat.overloadAbove() / whole), there)
                        .plus(-1, share);
                served.plus(1, share);
                replicas.plus(1, there);
                load[seat.index()].plus(whole, share);
                room[seat.index()].plus(1, there);
            }
        }
        return new Relaxation.Program(model, constant, List.of());
    }
}
