package dev.berth.optimizer.problem;

import dev.berth.domain.demand.AdapterDemand;
import dev.berth.domain.engine.LoadTime;
import dev.berth.domain.fleet.Control;
import dev.berth.domain.fleet.LedgerEntry;
import dev.berth.domain.fleet.PairState;
import dev.berth.domain.fleet.PodIncarnation;
import dev.berth.domain.fleet.PodState;
import dev.berth.domain.placement.Assignment;
import dev.berth.domain.placement.PlacementPlan;
import dev.berth.domain.placement.Tier;
import dev.berth.domain.profile.LatencyProfile;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What the documents say of a model on each pod: looked up by hash, since models times pods are many. */
final class PairReader {
    private static final double UNKNOWN_LOAD_MILLIS = 500;

    private final PlanInputs in;
    private final PlanningTerms terms;
    private final Map<String, List<LedgerEntry>> ledgerByAdapter;
    private final Map<String, Set<PodIncarnation>> holders = new HashMap<>();
    private final Set<Control.Pin> pins;
    private final Map<String, Set<PodIncarnation>> left = new HashMap<>();

    PairReader(PlanInputs in, PlanningTerms terms) {
        this.in = in;
        this.terms = terms;
        this.ledgerByAdapter = in.ledger().entries().stream().collect(Collectors.groupingBy(LedgerEntry::adapter));
        for (PodState pod : in.fleet().pods()) {
            pod.registered().forEach(name -> holders.computeIfAbsent(name, n -> new HashSet<>())
                    .add(pod.id()));
        }
        this.pins = new HashSet<>(in.control().pins());
        in.currentPlan().map(PlacementPlan::dropped).orElse(List.of()).stream()
                .filter(one ->
                        in.nowMillis() - one.sinceMillis() < terms.spare().awayMillis())
                .forEach(one -> left.computeIfAbsent(one.model(), model -> new HashSet<>())
                        .add(one.pod()));
    }

    private record Held(boolean registered, boolean current, double weight) {}

    /** By seat. */
    ModelLoad.Pair[] of(Wanted wanted, List<PodSeat> seats) {
        Map<PodIncarnation, List<LedgerEntry>> ledger = ledgerByAdapter.getOrDefault(wanted.model(), List.of()).stream()
                .collect(Collectors.groupingBy(LedgerEntry::pod));
        Map<PodIncarnation, Assignment> planned = new HashMap<>();
        in.currentPlan()
                .map(plan -> plan.assignments().getOrDefault(wanted.model(), List.of()))
                .orElse(List.of())
                .forEach(assignment -> planned.put(assignment.pod(), assignment));
        Set<PodIncarnation> mentioned = mentioned(wanted, ledger.keySet(), planned.keySet());
        int hosts = (int) seats.stream()
                .filter(seat -> mentioned.contains(seat.id()))
                .map(seat -> held(wanted, seat, planned.get(seat.id())))
                .filter(h -> h.current() && h.weight() > 0)
                .count();
        ModelLoad.Pair[] pairs = new ModelLoad.Pair[seats.size()];
        Map<Integer, ModelLoad.Pair> others = new HashMap<>();
        for (PodSeat seat : seats) {
            pairs[seat.index()] = mentioned.contains(seat.id())
                    ? pair(
                            wanted,
                            seat,
                            ledger.getOrDefault(seat.id(), List.of()),
                            held(wanted, seat, planned.get(seat.id())),
                            hosts)
                    : others.computeIfAbsent(
                            seat.group(), group -> pair(wanted, seat, List.of(), held(wanted, seat, null), hosts));
        }
        return pairs;
    }

    /** Pods of which any document says something about the model; to it, all others of a deployment are alike. */
    private Set<PodIncarnation> mentioned(Wanted wanted, Set<PodIncarnation> inLedger, Set<PodIncarnation> inPlan) {
        Set<PodIncarnation> pods = new HashSet<>(inLedger);
        pods.addAll(inPlan);
        pods.addAll(left.getOrDefault(wanted.model(), Set.of()));
        if (wanted.spec() != null) {
            pods.addAll(holders.getOrDefault(wanted.spec().engineName(), Set.of()));
        }
        Set<String> pinned = pins.stream()
                .filter(pin -> pin.adapter().equals(wanted.model()))
                .map(Control.Pin::pod)
                .collect(Collectors.toSet());
        if (!pinned.isEmpty()) {
            in.fleet().pods().stream()
                    .filter(pod -> pinned.contains(pod.id().pod()))
                    .forEach(pod -> pods.add(pod.id()));
        }
        return pods;
    }

    /** Registered there, or on its way there by the plan in force; without a plan, traffic is even over the registered. */
    private Held held(Wanted wanted, PodSeat seat, Assignment planned) {
        if (wanted.spec() == null) {
            boolean its = seat.baseModel().equals(wanted.model());
            return new Held(its, its, planned == null ? 0 : planned.weight());
        }
        boolean there =
                holders.getOrDefault(wanted.spec().engineName(), Set.of()).contains(seat.id());
        if (in.current() == null) {
            return new Held(there, there, there ? 1 : 0);
        }
        boolean hot = planned != null && planned.tier() == Tier.HOT;
        return new Held(there, there || planned != null, hot ? planned.weight() : 0);
    }

    private ModelLoad.Pair pair(Wanted wanted, PodSeat seat, List<LedgerEntry> ledger, Held held, int hosts) {
        PairBar bar = bar(wanted, seat, ledger);
        boolean loading = ledger.stream().anyMatch(e -> e.state() == PairState.LOADING);
        boolean traffic = in.current() == null || held.weight() > 0;
        boolean pinned = wanted.spec() != null
                && bar == PairBar.NONE
                && ((loading && traffic)
                        || pins.contains(
                                new Control.Pin(wanted.model(), seat.id().pod())));
        boolean current = held.current() && bar != PairBar.EXCLUDED;
        boolean away = left.getOrDefault(wanted.model(), Set.of()).contains(seat.id());
        long once = loadMillis(wanted, seat, hosts, held.registered());
        long millis = away && !current ? Math.round(terms.spare().awayCost() * once) : once;
        long repay = (long) Math.ceil(millis * Units.POD / (terms.repaySeconds() * 1000));
        return new ModelLoad.Pair(
                bar,
                held.registered(),
                current,
                current ? held.weight() : 0,
                pinned,
                loading,
                fresh(ledger),
                away,
                millis,
                repay);
    }

    private boolean fresh(List<LedgerEntry> ledger) {
        long keepMillis = Math.round(1000 * terms.spare().keepSeconds());
        return ledger.stream()
                .anyMatch(e -> (e.state() == PairState.BOUND || e.state() == PairState.RUNNING)
                        && in.nowMillis() - e.sinceMillis() < keepMillis);
    }

    private PairBar bar(Wanted wanted, PodSeat seat, List<LedgerEntry> ledger) {
        if (!seat.baseModel().equals(wanted.baseModel())) {
            return PairBar.BASE_MODEL;
        }
        if (wanted.spec() != null && wanted.spec().rank() > seat.maxLoraRank()) {
            return PairBar.RANK;
        }
        if (Double.isInfinite(wanted.podsByGroup().get(seat.group()))) {
            return PairBar.PROFILE;
        }
        boolean failed =
                ledger.stream().anyMatch(e -> e.state() == PairState.FAILED && e.retryAfterMillis() > in.nowMillis());
        return failed ? PairBar.EXCLUDED : PairBar.NONE;
    }

    /**
     * @param inHostMemory whether only the slot has to be loaded
     */
    private long loadMillis(Wanted wanted, PodSeat seat, int hosts, boolean inHostMemory) {
        if (wanted.spec() == null) {
            return 0;
        }
        LatencyProfile profile = in.profiles().get(seat.deployment());
        if (profile == null || profile.engine() == null) {
            return Math.round(UNKNOWN_LOAD_MILLIS);
        }
        LoadTime load = profile.engine().loadTime(wanted.spec().rank());
        double warmUp = alivePrefixTokens(wanted.demand())
                / (hosts + 1)
                * profile.engine().stepTime().perPrefillTokenMillis();
        double fromDisk = inHostMemory ? 0 : load.diskToHostFirstMillis();
        return Math.round(load.hostToSlotMillis() + fromDisk + warmUp);
    }

    /** A new replica computes its share of the prefixes in use once more; in use are about those of the requests in flight. */
    private static double alivePrefixTokens(AdapterDemand demand) {
        if (demand == null || demand.finished() <= 0 || !(demand.concurrency() >= 0)) {
            return 0;
        }
        return (double) Math.max(0, demand.cachedTokens()) / demand.finished() * Math.max(1, demand.concurrency());
    }
}
