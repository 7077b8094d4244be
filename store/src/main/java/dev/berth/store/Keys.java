package dev.berth.store;

import dev.berth.domain.demand.AdapterDemand;
import dev.berth.domain.fleet.Catalog;
import dev.berth.domain.fleet.Control;
import dev.berth.domain.fleet.Fleet;
import dev.berth.domain.fleet.Ledger;
import dev.berth.domain.placement.PlacementPlan;
import dev.berth.domain.profile.LatencyProfile;
import dev.berth.domain.routing.RouterReport;
import dev.berth.domain.routing.RouterUsage;
import dev.berth.domain.routing.RoutingTable;

/** Every place on the blackboard, with its one writer. */
public final class Keys {
    /** Actuator. */
    public static final DocumentKey<Catalog> CATALOG = new DocumentKey<>("catalog", Catalog.class, "");

    /** Actuator. */
    public static final DocumentKey<Fleet> FLEET = new DocumentKey<>("fleet", Fleet.class, "");

    /** Actuator. */
    public static final DocumentKey<Ledger> LEDGER = new DocumentKey<>("ledger", Ledger.class, "");

    /** Actuator. */
    public static final DocumentKey<RoutingTable> ROUTING = new DocumentKey<>("routing", RoutingTable.class, "");

    /** Optimizer; the last hundred are kept in {@code plans}. */
    public static final DocumentKey<PlacementPlan> PLAN = new DocumentKey<>("plan", PlacementPlan.class, "plans");

    /** Optimizer, where plans need an approval. */
    public static final DocumentKey<PlacementPlan> PROPOSED = new DocumentKey<>("proposed", PlacementPlan.class, "");

    /** The operator, by {@code ./berth}. */
    public static final DocumentKey<Control> CONTROL = new DocumentKey<>("control", Control.class, "");

    /** DemandJob; field = model. */
    public static final HashKey<AdapterDemand> DEMAND = new HashKey<>("demand", AdapterDemand.class);

    /** ProfileJob; field = deployment. */
    public static final HashKey<LatencyProfile> PROFILE = new HashKey<>("profile", LatencyProfile.class);

    /** {@code ./berth profile}; field = deployment. */
    public static final HashKey<LatencyProfile> PROFILE_OFFLINE =
            new HashKey<>("profile:offline", LatencyProfile.class);

    /** Each router its own field. */
    public static final HashKey<RouterReport> ROUTERS = new HashKey<>("routers", RouterReport.class);

    /** Each router its own field. */
    public static final HashKey<RouterUsage> USAGE = new HashKey<>("usage", RouterUsage.class);

    private Keys() {}
}
