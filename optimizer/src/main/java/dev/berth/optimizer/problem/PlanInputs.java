package dev.berth.optimizer.problem;

import dev.berth.domain.Version;
import dev.berth.domain.demand.AdapterDemand;
import dev.berth.domain.fleet.Catalog;
import dev.berth.domain.fleet.Control;
import dev.berth.domain.fleet.Fleet;
import dev.berth.domain.fleet.Ledger;
import dev.berth.domain.placement.PlacementPlan;
import dev.berth.domain.profile.LatencyProfile;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One reading of everything that a plan is made from.
 *
 * @param catalog null if never seen
 * @param fleet null if never seen
 * @param demand by model
 * @param profiles by deployment; a measured one hides the offline one
 * @param current the plan in force, null if there is none
 * @param nowMillis when it was read, on the planner's clock
 */
public record PlanInputs(
        Catalog catalog,
        Fleet fleet,
        Ledger ledger,
        Control control,
        Map<String, AdapterDemand> demand,
        Map<String, LatencyProfile> profiles,
        PlacementPlan current,
        long nowMillis) {

    /** Nothing has been tried yet. */
    public static final Ledger NO_LEDGER = new Ledger(Version.NONE, 0, java.util.List.of());

    public PlanInputs {
        demand = new TreeMap<>(demand);
        profiles = new TreeMap<>(profiles);
    }

    public Optional<PlacementPlan> currentPlan() {
        return Optional.ofNullable(current);
    }

    /** End of the newest window of demand, Unix milliseconds; 0 if there is none. */
    public long demandWindowEndMillis() {
        return demand.values().stream()
                .mapToLong(AdapterDemand::windowEndMillis)
                .max()
                .orElse(0);
    }

    public PlanInputs withFleet(Fleet other) {
        return new PlanInputs(catalog, other, ledger, control, demand, profiles, current, nowMillis);
    }

    public PlanInputs withCurrent(PlacementPlan plan) {
        return new PlanInputs(catalog, fleet, ledger, control, demand, profiles, plan, nowMillis);
    }

    public PlanInputs at(long millis) {
        return new PlanInputs(catalog, fleet, ledger, control, demand, profiles, current, millis);
    }
}
