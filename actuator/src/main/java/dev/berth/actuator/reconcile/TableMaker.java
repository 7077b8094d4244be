package dev.berth.actuator.reconcile;

import dev.berth.actuator.declare.Declaration;
import dev.berth.actuator.declare.DeclaredDeployment;
import dev.berth.actuator.observe.PodHealth;
import dev.berth.domain.Version;
import dev.berth.domain.fleet.AdapterSpec;
import dev.berth.domain.fleet.Catalog;
import dev.berth.domain.fleet.DeploymentSpec;
import dev.berth.domain.fleet.PairState;
import dev.berth.domain.fleet.PodIncarnation;
import dev.berth.domain.placement.PlacementPlan;
import dev.berth.domain.placement.Tier;
import dev.berth.domain.routing.RoutingTable;
import dev.berth.domain.routing.RoutingTable.ModelRoutes;
import dev.berth.domain.routing.RoutingTable.Route;
import dev.berth.domain.routing.RoutingTable.TablePod;
import dev.berth.domain.slo.SloClass;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Makes the routing table of what is observed as registered on pods that serve.
 *
 * <p>Weights: a desired hot copy has the plan's. While some of the desired weight is not there yet, copies that are not
 * desired (any more) carry it in equal parts, so a move shifts traffic instead of piling it up. Then all is scaled to 1;
 * without any hot copy the warm ones take over in equal parts.
 */
final class TableMaker {
    private final PairBook book;

    TableMaker(PairBook book) {
        this.book = book;
    }

    RoutingTable make(
            Catalog catalog, Declaration declaration, Wants wants, Optional<PlacementPlan> plan, Snapshot snapshot) {
        Map<String, ModelRoutes> models = new TreeMap<>();
        for (DeclaredDeployment deployment : declaration.deployments()) {
            String base = deployment.spec().baseModel();
            models.computeIfAbsent(base, b -> baseModel(b, catalog, plan, snapshot));
        }
        for (AdapterSpec adapter : snapshot.adapters().values()) {
            models.put(adapter.name(), adapterModel(adapter, catalog, wants, snapshot));
        }
        Map<PodIncarnation, TablePod> pods = new TreeMap<>(Comparator.comparing(PodIncarnation::pod));
        models.values().stream()
                .flatMap(model -> model.routes().stream())
                .forEach(route -> pods.computeIfAbsent(route.pod(), id -> tablePod(id, snapshot)));
        Version version = plan.map(PlacementPlan::version).orElse(Version.NONE);
        return new RoutingTable(Version.NONE, 0, version, List.copyOf(pods.values()), models);
    }

    /** Pairs with a route are RUNNING from now on. */
    void markRunning(RoutingTable table, long now) {
        table.models().values().stream()
                .filter(ModelRoutes::adapter)
                .flatMap(model -> model.routes().stream())
                .forEach(route -> book.find(route.engineName(), route.pod())
                        .filter(pair -> pair.is(PairState.BOUND))
                        .ifPresent(pair -> book.put(pair.become(PairState.RUNNING, now))));
    }

    private static TablePod tablePod(PodIncarnation id, Snapshot snapshot) {
        PodHealth pod = snapshot.pods().get(id.pod());
        int slots = snapshot.spec(pod).map(DeploymentSpec::maxLoras).orElse(0);
        return new TablePod(
                id, pod.deployment(), pod.declared().url(), pod.declared().zone(), slots);
    }

    private static ModelRoutes baseModel(
            String base, Catalog catalog, Optional<PlacementPlan> plan, Snapshot snapshot) {
        Map<String, Double> planned = new LinkedHashMap<>();
        plan.map(p -> p.assignments().getOrDefault(base, List.of())).orElse(List.of()).stream()
                .filter(assignment -> assignment.tier() == Tier.HOT)
                .forEach(assignment -> planned.put(assignment.pod().pod(), assignment.weight()));
        List<PodHealth> pods = snapshot.pods().values().stream()
                .filter(pod -> pod.ready() && pod.bases().contains(base))
                .filter(pod -> snapshot.spec(pod)
                        .filter(spec -> spec.baseModel().equals(base))
                        .isPresent())
                .toList();
        boolean asPlanned = pods.stream().anyMatch(pod -> planned.getOrDefault(pod.pod(), 0.0) > 0);
        List<Route> routes = new ArrayList<>();
        for (PodHealth pod : pods) {
            double weight = asPlanned ? planned.getOrDefault(pod.pod(), 0.0) : 1;
            routes.add(new Route(pod.id(), base, weight > 0 ? Tier.HOT : Tier.WARM, weight));
        }
        SloClass standard = catalog.sloClass(SloClass.STANDARD.name());
        return new ModelRoutes(base, false, base, standard.name(), standard.target(), scaled(routes));
    }

    private ModelRoutes adapterModel(AdapterSpec adapter, Catalog catalog, Wants wants, Snapshot snapshot) {
        List<Pair> desired = new ArrayList<>();
        List<Pair> others = new ArrayList<>();
        for (Pair pair : book.ofAdapter(adapter.name())) {
            if (!snapshot.available(pair)) {
                continue;
            }
            if (Drains.wanted(pair, wants, snapshot)) {
                desired.add(pair);
            } else if (snapshot.current(pair) || !presentVersionOn(pair, adapter, snapshot)) {
                others.add(pair);
            }
        }
        double missing = missing(adapter, wants, desired);
        List<Route> routes = new ArrayList<>();
        for (Pair pair : desired) {
            Want want = wants.of(adapter.name()).get(pair.entry().pod().pod());
            routes.add(route(pair, want.tier(), want.weight()));
        }
        for (Pair pair : others) {
            double share = missing / others.size();
            routes.add(route(pair, share > 0 ? Tier.HOT : Tier.WARM, share));
        }
        SloClass slo = catalog.sloClass(adapter.sloClass());
        return new ModelRoutes(adapter.name(), true, adapter.baseModel(), slo.name(), slo.target(), scaled(routes));
    }

    /** The desired weight whose copies are not there; all of it if nothing at all is desired. */
    private static double missing(AdapterSpec adapter, Wants wants, List<Pair> desired) {
        Map<String, Want> all = wants.of(adapter.name());
        double there = 0;
        for (Pair pair : desired) {
            there += all.get(pair.entry().pod().pod()).weight();
        }
        double total = all.values().stream().mapToDouble(Want::weight).sum();
        double missing = total - there;
        return total == 0 ? 1 : missing < 1e-9 ? 0 : missing;
    }

    private boolean presentVersionOn(Pair pair, AdapterSpec adapter, Snapshot snapshot) {
        return book.find(adapter.engineName(), pair.entry().pod())
                .filter(snapshot::available)
                .isPresent();
    }

    private static Route route(Pair pair, Tier tier, double weight) {
        return new Route(pair.entry().pod(), pair.entry().engineName(), tier, weight);
    }

    private static List<Route> scaled(List<Route> routes) {
        double sum = routes.stream().mapToDouble(Route::weight).sum();
        boolean anyHot = routes.stream().anyMatch(r -> r.tier() == Tier.HOT);
        long takers =
                routes.stream().filter(r -> !anyHot || r.tier() == Tier.HOT).count();
        return routes.stream()
                .map(r -> {
                    boolean takes = !anyHot || r.tier() == Tier.HOT;
                    double weight = sum > 0 ? r.weight() / sum : takes ? 1.0 / takers : 0;
                    return new Route(r.pod(), r.engineName(), takes ? Tier.HOT : Tier.WARM, weight);
                })
                .sorted(Comparator.comparing((Route r) -> r.pod().pod()).thenComparing(Route::engineName))
                .toList();
    }
}
