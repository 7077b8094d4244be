package dev.berth.evaluation.status;

import dev.berth.domain.demand.AdapterDemand;
import dev.berth.domain.fleet.Catalog;
import dev.berth.domain.fleet.Control;
import dev.berth.domain.fleet.Fleet;
import dev.berth.domain.fleet.Ledger;
import dev.berth.domain.fleet.PodState;
import dev.berth.domain.placement.PlacementPlan;
import dev.berth.domain.profile.LatencyProfile;
import dev.berth.domain.routing.RouterReport;
import dev.berth.domain.routing.RoutingTable;
import dev.berth.domain.routing.RoutingTable.ModelRoutes;
import dev.berth.domain.routing.RoutingTable.Route;
import dev.berth.store.Blackboard;
import dev.berth.store.Keys;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * All that the blackboard holds about a fleet, document by document: each is consistent in itself, and they may be of
 * slightly different moments.
 */
public record FleetSnapshot(
        long readAtMillis,
        Optional<Catalog> catalog,
        Optional<Fleet> fleet,
        Optional<Ledger> ledger,
        Optional<RoutingTable> table,
        Optional<PlacementPlan> plan,
        Optional<PlacementPlan> lastProposed,
        Control control,
        Map<String, AdapterDemand> demand,
        Map<String, LatencyProfile> offlineProfiles,
        Map<String, RouterReport> routers) {

    public FleetSnapshot {
        demand = Map.copyOf(demand);
        offlineProfiles = Map.copyOf(offlineProfiles);
        routers = Map.copyOf(routers);
    }

    /**
     * @throws dev.berth.store.StoreUnavailableException if the store is away
     */
    public static FleetSnapshot read(Blackboard blackboard, long nowMillis) {
        return new FleetSnapshot(
                nowMillis,
                blackboard.read(Keys.CATALOG),
                blackboard.read(Keys.FLEET),
                blackboard.read(Keys.LEDGER),
                blackboard.read(Keys.ROUTING),
                blackboard.read(Keys.PLAN),
                blackboard.read(Keys.PROPOSED),
                blackboard.read(Keys.CONTROL).orElse(Control.NONE),
                blackboard.readAll(Keys.DEMAND),
                blackboard.readAll(Keys.PROFILE_OFFLINE),
                blackboard.readAll(Keys.ROUTERS));
    }

    /** The plan that waits for an approval: void once one with its number or a later one is in force. */
    public Optional<PlacementPlan> proposed() {
        long inForce = plan.map(p -> p.version().counter()).orElse(0L);
        return lastProposed.filter(p -> p.version().counter() > inForce);
    }

    /** Pods by name, numbers in their order: pod-2 before pod-10. */
    public List<PodState> pods() {
        return fleet.map(Fleet::pods).orElse(List.of()).stream()
                .sorted(Comparator.comparingInt((PodState p) -> p.id().pod().length())
                        .thenComparing(p -> p.id().pod()))
                .toList();
    }

    /** Routes of a model, none if it has none. */
    public List<Route> routes(String model) {
        return Optional.ofNullable(
                        table.map(RoutingTable::models).orElse(Map.of()).get(model))
                .map(ModelRoutes::routes)
                .orElse(List.of());
    }

    /** Requests a second that the jobs saw last; 0 for a model without demand. */
    public double arrivalsPerSecond(String model) {
        AdapterDemand known = demand.get(model);
        return known == null ? 0 : known.arrivalsPerSecond();
    }

    /** Adapters of the catalog by demand, highest first; equals by name. */
    public List<String> adaptersByDemand() {
        return catalog.map(Catalog::adapters).orElse(List.of()).stream()
                .map(a -> a.name())
                .sorted(Comparator.comparingDouble((String a) -> -arrivalsPerSecond(a))
                        .thenComparing(a -> a))
                .toList();
    }

    /** Adapters of the catalog that no pod serves. */
    public List<String> unservedAdapters() {
        return catalog.map(Catalog::adapters).orElse(List.of()).stream()
                .map(a -> a.name())
                .filter(a -> routes(a).isEmpty())
                .sorted()
                .toList();
    }

    /** Reports of routers that are alive. */
    public Map<String, RouterReport> aliveRouters() {
        Map<String, RouterReport> alive = new TreeMap<>(routers);
        alive.values().removeIf(r -> !r.aliveAt(readAtMillis));
        return alive;
    }

    /** Whether there is a living router, and each picks from the published table. */
    public boolean routersAreCurrent() {
        return table.isPresent()
                && !aliveRouters().isEmpty()
                && aliveRouters().values().stream()
                        .noneMatch(r -> table.get().version().isNewerThan(r.applied()));
    }
}
