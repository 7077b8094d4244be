package dev.berth.optimizer.plan;

import dev.berth.domain.fleet.Ledger;
import dev.berth.domain.fleet.LedgerEntry;
import dev.berth.domain.fleet.PodIncarnation;
import dev.berth.domain.placement.Assignment;
import dev.berth.domain.placement.PlacementPlan;
import dev.berth.domain.placement.PlanChange;
import dev.berth.domain.placement.PlanChange.Kind;
import dev.berth.domain.placement.Tier;
import dev.berth.optimizer.problem.ModelLoad;
import dev.berth.optimizer.problem.PairBar;
import dev.berth.optimizer.problem.PlanInputs;
import dev.berth.optimizer.problem.PodSeat;
import dev.berth.optimizer.problem.Units;
import dev.berth.optimizer.score.Occupancy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a placement changes against what is there, and why, pair by pair. */
final class PlanChanges {
    /** Shares nearer than this are the same share, rounded differently. */
    private static final double SAME_WEIGHT = 0.005;

    private final PlanInputs in;
    private final Occupancy before;
    private final Occupancy after;
    private final Map<String, List<Assignment>> wanted;
    /** Pods that the plan in force gives up and this one takes back. */
    private final List<PodSeat> takenBack;

    PlanChanges(PlanInputs in, Occupancy before, Occupancy after, Map<String, List<Assignment>> wanted) {
        this.in = in;
        this.before = before;
        this.after = after;
        this.wanted = wanted;
        List<String> givenUp = in.currentPlan().map(PlacementPlan::leaving).orElse(List.of());
        this.takenBack = after.problem().seats().stream()
                .filter(seat -> givenUp.contains(seat.id().pod()))
                .toList();
    }

    List<PlanChange> ofAssignments() {
        List<PlanChange> changes = new ArrayList<>();
        for (ModelLoad model : after.problem().models()) {
            Map<PodIncarnation, Assignment> had = had(model);
            Map<PodIncarnation, Assignment> has = byPod(wanted.getOrDefault(model.model(), List.of()));
            for (PodSeat seat : after.problem().seats()) {
                change(model, seat, had.get(seat.id()), has.get(seat.id())).ifPresent(changes::add);
            }
        }
        return changes;
    }

    private static Map<PodIncarnation, Assignment> byPod(List<Assignment> list) {
        Map<PodIncarnation, Assignment> byPod = new HashMap<>();
        list.forEach(assignment -> byPod.put(assignment.pod(), assignment));
        return byPod;
    }

    static List<PlanChange> ofPodCounts(Map<String, Integer> today, Map<String, Integer> wanted) {
        List<PlanChange> changes = new ArrayList<>();
        wanted.forEach((deployment, pods) -> {
            int now = today.getOrDefault(deployment, 0);
            if (now != pods) {
                String reason = pods > now
                        ? Sentences.format(
                                "the demand needs %d pods, by their target load or their slots, whatever the placement; there are %d",
                                pods, now)
                        : Sentences.format("%d pods carry the demand with room to spare; there are %d", pods, now);
                changes.add(new PlanChange(Kind.SCALE, "", null, deployment, now, pods, reason));
            }
        });
        return changes;
    }

    private Optional<PlanChange> change(ModelLoad model, PodSeat seat, Assignment had, Assignment has) {
        double from = had == null ? 0 : had.weight();
        double to = has == null ? 0 : has.weight();
        if (!model.adapter()) {
            return in.current() != null && Math.abs(from - to) > SAME_WEIGHT
                    ? Optional.of(change(Kind.REWEIGHT, model, seat, from, to, reweighted(seat)))
                    : Optional.empty();
        }
        if (had == null && has == null) {
            return Optional.empty();
        }
        if (had == null) {
            String why = has.weight() == 0 ? spare(model, seat) : loaded(model, seat);
            return Optional.of(change(Kind.LOAD, model, seat, from, to, why));
        }
        if (has == null) {
            return Optional.of(change(Kind.UNLOAD, model, seat, from, to, unloaded(model, seat)));
        }
        if (had.tier() != has.tier()) {
            return Optional.of(change(Kind.RETIER, model, seat, from, to, retiered(model, seat, from, to)));
        }
        return Math.abs(from - to) > SAME_WEIGHT
                ? Optional.of(change(Kind.REWEIGHT, model, seat, from, to, reweighted(seat)))
                : Optional.empty();
    }

    private static PlanChange change(Kind kind, ModelLoad model, PodSeat seat, double from, double to, String reason) {
        return new PlanChange(kind, model.model(), seat.id(), "", from, to, reason);
    }

    /**
     * What the plan in force has, and what is still on pods that it gives up; without one, what is registered, at even shares.
     */
    private Map<PodIncarnation, Assignment> had(ModelLoad model) {
        if (in.current() != null) {
            Map<PodIncarnation, Assignment> had =
                    byPod(in.current().assignments().getOrDefault(model.model(), List.of()));
            takenBack.stream()
                    .filter(seat -> model.adapter() && model.pair(seat).registered())
                    .forEach(seat -> had.putIfAbsent(seat.id(), new Assignment(seat.id(), Tier.WARM, 0)));
            return had;
        }
        List<PodSeat> holders =
                after.problem().seats().stream().filter(model::current).toList();
        return byPod(holders.stream()
                .map(seat -> new Assignment(seat.id(), Tier.HOT, Math.round(1e4 / holders.size()) / 1e4))
                .toList());
    }

    private String spare(ModelLoad model, PodSeat seat) {
        List<PodSeat> serving = hosts(model, after);
        if (serving.isEmpty()) {
            return "no pod has room for its load: served where a slot comes free";
        }
        boolean otherZone = serving.stream().noneMatch(s -> s.zone() == seat.zone());
        return Sentences.format(
                "spare copy: a choice beyond the %s that its load of %.2f needs%s",
                serving.size() == 1 ? "pod" : serving.size() + " pods",
                Units.pods(model.facts().load()),
                otherZone ? ", in another zone" : "");
    }

    private String retiered(ModelLoad model, PodSeat seat, double from, double to) {
        if (to > 0) {
            return from > 0 ? reweighted(seat) : loaded(model, seat);
        }
        return unloaded(model, seat);
    }

    private String loaded(ModelLoad model, PodSeat seat) {
        if (model.pair(seat).pinned()) {
            return "pinned to this pod";
        }
        List<PodSeat> hosts = hosts(model, before);
        if (hosts.isEmpty()) {
            return whyNowhere(model);
        }
        if (model.facts().minReplicas() > hosts.size()) {
            return Sentences.format("needs %d replicas, has %d", model.facts().minReplicas(), hosts.size());
        }
        double demand = Units.pods(model.facts().load());
        double target = after.problem().terms().targetLoad();
        if (demand > target * hosts.size()) {
            return Sentences.format(
                    "its demand of %.2f pods is more than %s can serve at the target %.2f",
                    demand, hosts.size() == 1 ? "one pod" : hosts.size() + " pods", target);
        }
        PodSeat worst = worst(hosts);
        if (before.load(worst) > worst.overloadAbove()) {
            return relieves(worst);
        }
        return hosts.stream()
                .filter(h -> after.count(model, h) == 0)
                .findFirst()
                .map(h -> "moves from " + h.name() + " to make room there")
                .orElseGet(() -> relieves(worst));
    }

    private PodSeat worst(List<PodSeat> hosts) {
        PodSeat worst = hosts.get(0);
        for (PodSeat host : hosts) {
            worst = before.load(host) > before.load(worst) ? host : worst;
        }
        return worst;
    }

    private String relieves(PodSeat seat) {
        return Sentences.format(
                "relieves %s: load %.2f → %.2f",
                seat.name(), Units.pods(before.load(seat)), Units.pods(after.load(seat)));
    }

    private String whyNowhere(ModelLoad model) {
        for (LedgerEntry failed : excluded(in.ledger(), model)) {
            return "failed on " + failed.pod().pod() + (failed.reason().isEmpty() ? "" : ": " + failed.reason());
        }
        return in.currentPlan()
                .map(plan -> plan.assignments().getOrDefault(model.model(), List.of()))
                .flatMap(list -> list.stream()
                        .map(Assignment::pod)
                        .filter(pod -> !seated(pod))
                        .findFirst())
                .map(pod -> pod.pod() + " is gone")
                .orElse("no ready pod holds it");
    }

    private List<LedgerEntry> excluded(Ledger ledger, ModelLoad model) {
        return ledger.entries().stream()
                .filter(e -> e.adapter().equals(model.model()))
                .filter(e -> ledger.excludes(e.adapter(), e.pod(), in.nowMillis()))
                .toList();
    }

    private boolean seated(PodIncarnation pod) {
        return after.problem().seats().stream().anyMatch(s -> s.id().equals(pod));
    }

    private String unloaded(ModelLoad model, PodSeat seat) {
        PairBar bar = model.bar(seat);
        if (bar != PairBar.NONE) {
            return bar.words();
        }
        if (before.load(seat) > seat.overloadAbove()) {
            return relieves(seat);
        }
        List<PodSeat> hosts = hosts(model, after);
        if (hosts.isEmpty()) {
            return "not served any more: see unserved";
        }
        return Sentences.format(
                "its demand of %.2f pods is served by %s",
                Units.pods(model.facts().load()),
                hosts.size() == 1 ? hosts.get(0).name() : hosts.size() + " other pods");
    }

    private String reweighted(PodSeat seat) {
        return Sentences.format(
                "load of %s %.2f → %.2f", seat.name(), Units.pods(before.load(seat)), Units.pods(after.load(seat)));
    }

    private static List<PodSeat> hosts(ModelLoad model, Occupancy occupancy) {
        return occupancy.problem().seats().stream()
                .filter(s -> occupancy.count(model, s) > 0)
                .toList();
    }

    /** The largest change of a share of traffic. */
    static double largestReweight(List<PlanChange> changes) {
        return changes.stream()
                .filter(c -> c.kind() == Kind.REWEIGHT)
                .mapToDouble(c -> Math.abs(c.after() - c.before()))
                .max()
                .orElse(0);
    }

    /** Whether the plan in force leaves the same demand unserved, give or take a quantum. */
    static boolean sameUnserved(PlacementPlan current, List<PlacementPlan.Unserved> unserved) {
        return unserved.stream().allMatch(u -> near(u, current.unserved()))
                && current.unserved().stream().allMatch(u -> near(u, unserved));
    }

    private static boolean near(PlacementPlan.Unserved one, List<PlacementPlan.Unserved> others) {
        double other = others.stream()
                .filter(o -> o.model().equals(one.model()))
                .mapToDouble(PlacementPlan.Unserved::share)
                .findFirst()
                .orElse(0);
        return Math.abs(one.share() - other) <= 0.1;
    }
}
