package dev.berth.optimizer.instances;

import dev.berth.domain.demand.AdapterDemand;
import dev.berth.domain.fleet.Catalog;
import dev.berth.domain.fleet.Control;
import dev.berth.domain.fleet.Fleet;
import dev.berth.domain.fleet.PodIncarnation;
import dev.berth.domain.fleet.PodState;
import dev.berth.domain.placement.PlacementPlan;
import dev.berth.domain.profile.LatencyProfile;
import dev.berth.optimizer.problem.PlanInputs;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A problem as documents.
 *
 * @param plan in force, made before demand drifted
 */
public record Instance(
        Fleet fleet, Catalog catalog, List<AdapterDemand> demand, List<LatencyProfile> profiles, PlacementPlan plan) {
    public Instance {
        demand = List.copyOf(demand);
        profiles = List.copyOf(profiles);
    }

    /** As the planner reads it. */
    public PlanInputs inputs() {
        return new PlanInputs(
                catalog,
                fleet,
                PlanInputs.NO_LEDGER,
                Control.NONE,
                byName(demand, AdapterDemand::model),
                byName(profiles, LatencyProfile::deployment),
                plan,
                fleet.madeAtMillis());
    }

    /** The same after the pods that don't meet the condition are gone. */
    public Instance onlyPods(Predicate<PodState> stay) {
        Fleet left = new Fleet(
                fleet.version().next(),
                fleet.madeAtMillis(),
                fleet.generation() + 1,
                fleet.pods().stream().filter(stay).toList());
        return new Instance(left, catalog, demand, profiles, plan);
    }

    public Instance withDemand(List<AdapterDemand> newDemand) {
        return new Instance(fleet, catalog, newDemand, profiles, plan);
    }

    /** The same after a plan has been carried out: its adapters are registered, and no others. */
    public Instance applied(PlacementPlan newPlan) {
        Map<PodIncarnation, List<String>> registered = new HashMap<>();
        newPlan.assignments()
                .forEach((model, on) -> on.forEach(a -> registered
                        .computeIfAbsent(a.pod(), p -> new ArrayList<>())
                        .add(model)));
        List<PodState> pods = fleet.pods().stream()
                .map(p -> new PodState(
                        p.id(),
                        p.deployment(),
                        p.url(),
                        p.zone(),
                        p.readiness(),
                        p.sinceMillis(),
                        registered.getOrDefault(p.id(), List.of())))
                .toList();
        Fleet after = new Fleet(fleet.version().next(), fleet.madeAtMillis(), fleet.generation(), pods);
        return new Instance(after, catalog, demand, profiles, newPlan);
    }

    private static <D> Map<String, D> byName(List<D> documents, Function<D, String> name) {
        return documents.stream().collect(Collectors.toMap(name, Function.identity()));
    }
}
