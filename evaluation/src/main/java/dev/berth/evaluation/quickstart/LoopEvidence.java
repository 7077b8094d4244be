package dev.berth.evaluation.quickstart;

import dev.berth.domain.Version;
import dev.berth.domain.fleet.AdapterSpec;
import dev.berth.domain.fleet.Catalog;
import dev.berth.domain.fleet.PairState;
import dev.berth.domain.fleet.PodState;
import dev.berth.domain.placement.Assignment;
import dev.berth.domain.placement.PlacementPlan;
import dev.berth.domain.placement.Tier;
import dev.berth.evaluation.replay.RequestResult;
import dev.berth.evaluation.status.FleetSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Watches the blackboard for the proof that the loop was closed in an arm: a plan made from that arm's own traffic was
 * observed as loaded, published in the routing table, picked up by every router, and then served requests. Its hot copies
 * are meant, which all of its traffic is planned for; warm ones come later, at a pace of their own.
 *
 * <pre>
 *   WAITING --> PLANNED --> OBSERVED --> PUBLISHED --> APPLIED BY ROUTERS (--> SERVED, told by the requests)
 * </pre>
 *
 * A plan may be superseded on its way; the furthest that any plan came counts. Pure: snapshots go in.
 */
final class LoopEvidence {
    /** How far the plan that came furthest is. */
    enum Stage {
        WAITING,
        PLANNED,
        OBSERVED,
        PUBLISHED,
        APPLIED
    }

    private final long fromMillis;
    private final Set<Version> plans = new HashSet<>();
    private final Map<Version, Map<String, List<Assignment>>> applied = new HashMap<>();
    private Stage furthest = Stage.WAITING;
    private Version furthestPlan = Version.NONE;
    private long appliedAtMillis;

    /**
     * @param fromMillis start of the arm: only demand of later windows counts as live
     */
    LoopEvidence(long fromMillis) {
        this.fromMillis = fromMillis;
    }

    synchronized void see(FleetSnapshot snapshot) {
        Optional<PlacementPlan> live =
                snapshot.plan().filter(plan -> plan.inputs().demandWindowEndMillis() > fromMillis);
        if (live.isEmpty()) {
            return;
        }
        PlacementPlan plan = live.get();
        plans.add(plan.version());
        Stage stage = stage(plan, snapshot);
        if (stage.compareTo(furthest) > 0) {
            furthest = stage;
            furthestPlan = plan.version();
            appliedAtMillis = snapshot.readAtMillis();
        }
        if (stage == Stage.APPLIED) {
            applied.put(plan.version(), plan.assignments());
        }
    }

    synchronized Stage furthest() {
        return furthest;
    }

    /** The plan that came furthest. */
    synchronized Version furthestPlan() {
        return furthestPlan;
    }

    /** Plans made of live demand that were seen. */
    synchronized int plansSeen() {
        return plans.size();
    }

    /** Plans that routers picked from. */
    synchronized int plansApplied() {
        return applied.size();
    }

    /** Completed requests that were sent after the first plan was applied, to a pod that an applied plan gave their model. */
    synchronized long served(List<RequestResult> results, long startedAtMillis) {
        if (furthest != Stage.APPLIED) {
            return 0;
        }
        return results.stream()
                .filter(RequestResult::completed)
                .filter(r -> startedAtMillis + r.sentAt() * 1000 > appliedAtMillis)
                .filter(this::wentAsPlanned)
                .count();
    }

    private boolean wentAsPlanned(RequestResult result) {
        return applied.values().stream()
                .flatMap(plan -> plan.getOrDefault(result.model(), List.of()).stream())
                .anyMatch(a -> a.pod().pod().equals(result.pod()));
    }

    private static Stage stage(PlacementPlan plan, FleetSnapshot snapshot) {
        if (!unobserved(plan, snapshot).isEmpty()) {
            return Stage.PLANNED;
        }
        boolean published = snapshot.table()
                .filter(t -> t.planVersion().equals(plan.version()))
                .isPresent();
        if (!published) {
            return Stage.OBSERVED;
        }
        return snapshot.routersAreCurrent() ? Stage.APPLIED : Stage.PUBLISHED;
    }

    /** What the plan wants traffic to go to, and fleet and ledger do not show yet. */
    private static List<String> unobserved(PlacementPlan plan, FleetSnapshot snapshot) {
        List<String> waiting = new ArrayList<>();
        plan.assignments().forEach((model, assignments) -> snapshot.catalog()
                .flatMap((Catalog c) -> c.adapter(model))
                .ifPresent(adapter -> assignments.stream()
                        .filter(a -> a.tier() == Tier.HOT && !observed(adapter, a, snapshot))
                        .forEach(a -> waiting.add(model + " on " + a.pod()))));
        return waiting;
    }

    private static boolean observed(AdapterSpec adapter, Assignment assignment, FleetSnapshot snapshot) {
        Optional<PodState> pod = snapshot.fleet().flatMap(f -> f.pod(assignment.pod()));
        if (pod.isEmpty() || !pod.get().ready()) {
            return true; // A pod that vanished is skipped: a plan is superseded, never void.
        }
        return pod.get().registered().contains(adapter.engineName())
                && snapshot.ledger()
                        .flatMap(l -> l.entry(adapter.name(), assignment.pod()))
                        .filter(e -> e.state() == PairState.RUNNING)
                        .isPresent();
    }
}
