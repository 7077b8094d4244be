package dev.berth.optimizer.plan;

import dev.berth.optimizer.certify.ChurnBound;
import dev.berth.optimizer.certify.ChurnObjective;
import dev.berth.optimizer.problem.PlacementProblem;
import dev.berth.optimizer.problem.PodSeat;
import dev.berth.optimizer.problem.Units;
import dev.berth.optimizer.score.Occupancy;
import dev.berth.optimizer.score.PlacementRule;

/**
 * What no placement can be better than, in closed form, for the first soft objective that is not met in full.
 *
 * <ul>
 *   <li>If pods exceed their target: the excess of all demand over all targets, in pods. No placement has less.
 *   <li>Otherwise the number of loads that demand forces, as {@link ChurnBound} reckons them.
 * </ul>
 *
 * @param loads true if {@code bound} and {@code achieved} are numbers of loads, false if pods of load beyond target
 */
record Bound(boolean loads, double bound, double achieved) {
    static Bound of(Occupancy occupancy) {
        return occupancy.violation(PlacementRule.OVERLOAD) > 0 ? ofExcess(occupancy) : ofLoads(occupancy);
    }

    /** Relative distance of what was achieved; against one load or one pod where the bound is less. */
    double gap() {
        return Math.max(0, (achieved - bound) / Math.max(1, bound));
    }

    private static Bound ofExcess(Occupancy occupancy) {
        PlacementProblem problem = occupancy.problem();
        long load = 0;
        long target = 0;
        long excess = 0;
        for (PodSeat seat : problem.seats()) {
            load += occupancy.load(seat);
            target += seat.overloadAbove();
            excess += Math.max(0, occupancy.load(seat) - seat.overloadAbove());
        }
        return new Bound(false, Units.pods(Math.max(0, load - target)), Units.pods(excess));
    }

    private static Bound ofLoads(Occupancy occupancy) {
        return new Bound(
                true,
                ChurnBound.of(occupancy).loads(),
                ChurnObjective.of(occupancy).loads());
    }
}
