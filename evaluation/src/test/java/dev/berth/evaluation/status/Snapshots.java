package dev.berth.evaluation.status;

import dev.berth.domain.Version;
import dev.berth.domain.demand.AdapterDemand;
import dev.berth.domain.fleet.AdapterSpec;
import dev.berth.domain.fleet.Catalog;
import dev.berth.domain.fleet.Control;
import dev.berth.domain.fleet.DeploymentSpec;
import dev.berth.domain.fleet.Fleet;
import dev.berth.domain.fleet.Ledger;
import dev.berth.domain.fleet.LedgerEntry;
import dev.berth.domain.fleet.PairState;
import dev.berth.domain.fleet.PodIncarnation;
import dev.berth.domain.fleet.PodState;
import dev.berth.domain.fleet.Readiness;
import dev.berth.domain.placement.Assignment;
import dev.berth.domain.placement.PlacementPlan;
import dev.berth.domain.placement.Tier;
import dev.berth.domain.routing.RouterReport;
import dev.berth.domain.routing.RoutingTable;
import dev.berth.domain.slo.Attainment;
import dev.berth.domain.slo.SloClass;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A fleet of two pods and two adapters, built up story by story; each step is what one writer would publish. */
public final class Snapshots {
    public static final long NOW = 1_000_000;
    public static final PodIncarnation POD_1 = new PodIncarnation("pod-1", "1.000");
    public static final PodIncarnation POD_2 = new PodIncarnation("pod-2", "2.000");
    public static final Version PLAN = new Version(7, 3);
    private static final Version FIRST = new Version(1, 1);
    private static final Version TABLE = new Version(1, 9);

    private Optional<Fleet> fleet = Optional.empty();
    private Optional<Ledger> ledger = Optional.empty();
    private Optional<RoutingTable> table = Optional.empty();
    private Optional<PlacementPlan> plan = Optional.empty();
    private Control control = Control.NONE;
    private final Map<String, AdapterDemand> demand = new HashMap<>();
    private final Map<String, RouterReport> routers = new HashMap<>();

    public FleetSnapshot at(long nowMillis) {
        Catalog catalog = new Catalog(
                FIRST,
                NOW,
                List.of(adapter("a"), adapter("b")),
                List.of(SloClass.STANDARD),
                List.of(new DeploymentSpec("default/sim", "base", "A10", 1, 8, 32, 64, 1, 2)));
        return new FleetSnapshot(
                nowMillis,
                Optional.of(catalog),
                fleet,
                ledger,
                table,
                plan,
                Optional.empty(),
                control,
                demand,
                Map.of(),
                routers);
    }

    public Snapshots said(Control word) {
        control = word;
        return this;
    }

    /** Adapter a on pod-1, b on pod-2, both observed and in the ledger. */
    public Snapshots evenly() {
        return observed(Map.of("a", List.of(POD_1), "b", List.of(POD_2)));
    }

    public Snapshots observed(Map<String, List<PodIncarnation>> held) {
        List<LedgerEntry> entries = new ArrayList<>();
        held.forEach((adapter, pods) -> pods.forEach(pod ->
                entries.add(new LedgerEntry(adapter, adapter, pod, PairState.RUNNING, 0, 0, "", 0.1, NOW, false))));
        fleet = Optional.of(new Fleet(FIRST, NOW, 1, List.of(pod(POD_1, held), pod(POD_2, held))));
        ledger = Optional.of(new Ledger(FIRST, NOW, entries));
        return this;
    }

    /** A plan that wants a on both pods, half of its traffic on each. */
    public Snapshots planned(long demandWindowEndMillis) {
        return planned(demandWindowEndMillis, List.of(new Assignment(POD_2, Tier.HOT, 1)));
    }

    /** @param ofB the assignments of adapter b */
    public Snapshots planned(long demandWindowEndMillis, List<Assignment> ofB) {
        Assignment half1 = new Assignment(POD_1, Tier.HOT, 0.5);
        Assignment half2 = new Assignment(POD_2, Tier.HOT, 0.5);
        PlacementPlan.Outlook outlook = new PlacementPlan.Outlook(1, 1, 0.5);
        plan = Optional.of(new PlacementPlan(
                PLAN,
                NOW,
                new PlacementPlan.Inputs(FIRST, FIRST, 1, demandWindowEndMillis, Map.of()),
                Map.of("a", List.of(half1, half2), "b", ofB),
                Map.of(),
                List.of(),
                List.of(),
                List.of(),
                outlook,
                outlook,
                0,
                0,
                new PlacementPlan.SolverRun("test", 1, 1, 0.1)));
        return this;
    }

    /** A table with these routes of a; b is on pod-2. */
    public Snapshots published(Version carried, RoutingTable.Route... ofA) {
        table = Optional.of(new RoutingTable(
                TABLE,
                NOW,
                carried,
                List.of(),
                Map.of(
                        "a", routes("a", List.of(ofA)),
                        "b", routes("b", List.of(new RoutingTable.Route(POD_2, "b", Tier.HOT, 1))))));
        return this;
    }

    public Snapshots routerApplied(boolean current, long reportedAtMillis) {
        Version applied = current ? TABLE : new Version(1, 8);
        routers.put(
                "router-1",
                new RouterReport(
                        new Version(5, 1),
                        reportedAtMillis,
                        "router-1",
                        applied,
                        List.of(new RouterReport.InFlight("a", POD_1, 2))));
        return this;
    }

    public Snapshots demanded(String model, double perSecond) {
        demand.put(
                model,
                new AdapterDemand(
                        new Version(NOW, 1),
                        NOW,
                        model,
                        NOW,
                        10_000,
                        10,
                        perSecond,
                        perSecond,
                        10,
                        List.of(),
                        0,
                        0,
                        0,
                        1,
                        1,
                        1,
                        1,
                        Attainment.EMPTY,
                        0,
                        1));
        return this;
    }

    public static RoutingTable.Route hot(PodIncarnation pod, double weight) {
        return new RoutingTable.Route(pod, "a", Tier.HOT, weight);
    }

    private static RoutingTable.ModelRoutes routes(String model, List<RoutingTable.Route> routes) {
        return new RoutingTable.ModelRoutes(model, true, "base", "standard", SloClass.STANDARD.target(), routes);
    }

    private static PodState pod(PodIncarnation id, Map<String, List<PodIncarnation>> held) {
        List<String> registered = held.entrySet().stream()
                .filter(e -> e.getValue().contains(id))
                .map(Map.Entry::getKey)
                .toList();
        return new PodState(id, "default/sim", "http://" + id.pod(), "a", Readiness.READY, NOW, registered);
    }

    private static AdapterSpec adapter(String name) {
        return new AdapterSpec(name, "base", "/" + name, "", name, 8, 1, "standard", 1, 0, 0, "");
    }
}
