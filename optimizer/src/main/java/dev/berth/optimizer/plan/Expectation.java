package dev.berth.optimizer.plan;

import dev.berth.domain.fleet.Catalog;
import dev.berth.domain.fleet.DeploymentSpec;
import dev.berth.domain.placement.PlacementPlan;
import dev.berth.optimizer.problem.ModelLoad;
import dev.berth.optimizer.problem.PodSeat;
import dev.berth.optimizer.problem.Units;
import dev.berth.optimizer.score.Occupancy;
import java.util.Map;

/**
 * What a placement is expected to bring, by an estimate that is simple on purpose: a request meets its objective
 *
 * <ul>
 *   <li>always, on a pod within its target load
 *   <li>half of the time on a pod at its capacity, since a profile gives means; linear between
 *   <li>never, on a pod at one and a half times its capacity or beyond, where queues only grow; linear between
 *   <li>as often as the pod has slots for the adapters that are active at once, if it is for one of them
 *   <li>never, if it is unserved or too long for the objective on any pod
 * </ul>
 */
final class Expectation {
    private static final double AT_CAPACITY = 0.5;
    private static final double HOPELESS_LOAD = 1.5;

    private Expectation() {}

    static PlacementPlan.Outlook of(Occupancy occupancy, Catalog catalog, Map<String, Integer> podCounts) {
        double offered = 0;
        double met = 0;
        for (ModelLoad model : occupancy.problem().models()) {
            double rate = model.facts().ratePerSecond();
            offered += rate;
            for (PodSeat seat : occupancy.problem().seats()) {
                int count = occupancy.count(model, seat);
                if (count > 0) {
                    double share = (double) count / model.quanta();
                    met += rate
                            * share
                            * (1 - model.facts().missedShare())
                            * chance(occupancy, seat)
                            * (model.adapter() ? slotShare(occupancy, seat) : 1);
                }
            }
        }
        return new PlacementPlan.Outlook(
                offered == 0 ? 1 : met / offered, costPerHour(catalog, podCounts), worstLoad(occupancy));
    }

    private static double slotShare(Occupancy occupancy, PodSeat seat) {
        return Math.min(1, (double) seat.slots() * Units.SLOT / Math.max(1, occupancy.slotUse(seat)));
    }

    private static double chance(Occupancy occupancy, PodSeat seat) {
        double load = Units.pods(occupancy.load(seat));
        double target = Units.pods(seat.overloadAbove());
        double capacity = Units.pods(seat.capacity());
        if (load <= target) {
            return 1;
        }
        if (load <= capacity) {
            return 1 - (1 - AT_CAPACITY) * (load - target) / (capacity - target);
        }
        return Math.max(0, AT_CAPACITY * (HOPELESS_LOAD - load) / (HOPELESS_LOAD - capacity));
    }

    static double worstLoad(Occupancy occupancy) {
        return Units.pods(occupancy.problem().seats().stream()
                .mapToLong(occupancy::load)
                .max()
                .orElse(0));
    }

    private static double costPerHour(Catalog catalog, Map<String, Integer> podCounts) {
        return podCounts.entrySet().stream()
                .mapToDouble(e -> e.getValue()
                        * catalog.deployment(e.getKey())
                                .map(DeploymentSpec::pricePerHour)
                                .orElse(0.0))
                .sum();
    }
}
