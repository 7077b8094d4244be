package dev.berth.actuator.reconcile;

import dev.berth.actuator.observe.PodHealth;
import dev.berth.domain.fleet.AdapterSpec;
import dev.berth.domain.fleet.Control;
import dev.berth.domain.fleet.DeploymentSpec;
import dev.berth.domain.fleet.PairState;
import dev.berth.domain.placement.Tier;
import dev.berth.domain.routing.RoutingTable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Starts loads: one at a time on a pod, since a load stalls the engine's step, and no more in a minute than the operator
 * allows. What nobody serves comes first, then hot before warm; warm copies that nobody waits for keep the {@link StandbyPace}.
 *
 * <p>While moves are under way a pod holds at most one adapter more than planned for it (or than it has slots). When that
 * rule stops everything, because moves wait for each other in a circle, it is relaxed step by step, for one adapter at a
 * time: a place in the warm tier, up to the host memory; then a copy that is not the last one leaves before its successor
 * has come; then a detour over a third pod.
 */
final class Loads {
    private static final long MINUTE_MILLIS = 60_000;

    private final PairBook book;
    private final Drains drains;
    private final Rescues rescues;
    private final StandbyPace pace;
    private final Map<String, Deque<Long>> started = new HashMap<>();

    Loads(PairBook book, Drains drains, Rescues rescues, StandbyPace pace) {
        this.book = book;
        this.drains = drains;
        this.rescues = rescues;
        this.pace = pace;
    }

    private record Candidate(AdapterSpec adapter, PodHealth pod, Want want, boolean unserved) {
        /** A standby of an adapter that is served. */
        boolean canWait() {
            return want.tier() == Tier.WARM && !unserved;
        }
    }

    /** Whether a pod takes one more load now. */
    private enum Opening {
        OPEN,
        /** It is loading, or has had its share of loads for this minute. */
        BUSY,
        /** It holds as many as it usually may. */
        FULL
    }

    /** Puts what is desired and not there into the book, and starts what may start. */
    List<Command> start(Wants wants, Control control, RoutingTable table, Snapshot snapshot, List<String> notes) {
        List<Candidate> candidates = candidates(wants, control, table, snapshot);
        List<Command> commands = new ArrayList<>();
        List<Candidate> blocked = new ArrayList<>();
        Map<String, Opening> openings = new HashMap<>();
        pace.forget(snapshot.now());
        for (Candidate candidate : candidates) {
            PodHealth pod = candidate.pod();
            if (candidate.canWait() && !pace.allows(pod.pod(), snapshot.now())) {
                continue;
            }
            switch (openings.computeIfAbsent(pod.pod(), p -> opening(pod, wants, control, snapshot))) {
                case BUSY -> {}
                case FULL -> blocked.add(candidate);
                case OPEN -> {
                    commands.add(load(candidate, snapshot));
                    openings.put(pod.pod(), Opening.BUSY);
                }
            }
        }
        if (!blocked.isEmpty() && commands.isEmpty() && nothingUnderWay(snapshot)) {
            relieve(blocked, wants, control, snapshot, commands, notes);
        }
        return commands;
    }

    /** Asked once for each pod: thousands of candidates may wait for the same one. */
    private Opening opening(PodHealth pod, Wants wants, Control control, Snapshot snapshot) {
        if (book.anyOn(pod.id(), PairState.LOADING) || !rateAllows(pod, control, snapshot)) {
            return Opening.BUSY;
        }
        return Capacity.held(pod, book) < usualLimit(pod, wants, snapshot) ? Opening.OPEN : Opening.FULL;
    }

    private List<Candidate> candidates(Wants wants, Control control, RoutingTable table, Snapshot snapshot) {
        List<Candidate> candidates = new ArrayList<>();
        wants.all().forEach((name, pods) -> {
            AdapterSpec adapter = snapshot.adapters().get(name);
            boolean unserved = table.models().get(name).routes().isEmpty();
            boolean coming = book.ofAdapter(name).stream().anyMatch(p -> p.is(PairState.LOADING));
            if (control.frozen() && (!unserved || coming)) {
                return;
            }
            pods.forEach((podName, want) -> {
                PodHealth pod = snapshot.pods().get(podName);
                if (pod != null && pod.ready() && due(adapter, pod, snapshot)) {
                    candidates.add(new Candidate(adapter, pod, want, unserved));
                }
            });
        });
        candidates.sort(Comparator.comparing((Candidate c) -> !c.unserved())
                .thenComparing(c -> c.want().tier())
                .thenComparing(c -> -c.adapter().priority())
                .thenComparing(c -> -c.want().weight())
                .thenComparing(c -> c.adapter().name()));
        return candidates;
    }

    private boolean due(AdapterSpec adapter, PodHealth pod, Snapshot snapshot) {
        Pair pair = book.find(adapter.engineName(), pod.id()).orElse(null);
        if (pair == null) {
            book.put(Pair.fresh(adapter.name(), adapter.engineName(), pod.id(), PairState.SCHEDULED, snapshot.now()));
            return true;
        }
        return pair.is(PairState.SCHEDULED)
                || (pair.is(PairState.FAILED) && pair.entry().retryAfterMillis() <= snapshot.now());
    }

    private Command load(Candidate candidate, Snapshot snapshot) {
        AdapterSpec adapter = candidate.adapter();
        PodHealth pod = candidate.pod();
        int evicted = Capacity.zombiesToEvict(pod, hostMemory(pod, snapshot), 1, book);
        for (int i = 0; i < evicted; i++) {
            book.evictOldestZombie(pod.id());
        }
        Pair pair = book.find(adapter.engineName(), pod.id()).orElseThrow();
        Pair scheduled = pair.is(PairState.FAILED) ? pair.become(PairState.SCHEDULED, snapshot.now()) : pair;
        book.put(scheduled.become(PairState.LOADING, snapshot.now()));
        started.computeIfAbsent(pod.pod(), p -> new ArrayDeque<>()).addLast(snapshot.now());
        return new Command.Load(
                adapter.name(),
                adapter.engineName(),
                adapter.loraPath(),
                pod.id(),
                pod.deployment(),
                pod.declared().url());
    }

    private boolean rateAllows(PodHealth pod, Control control, Snapshot snapshot) {
        Deque<Long> times = started.getOrDefault(pod.pod(), new ArrayDeque<>());
        while (!times.isEmpty() && snapshot.now() - times.peekFirst() >= MINUTE_MILLIS) {
            times.removeFirst();
        }
        return control.maxLoadsPerPodPerMinute() == 0 || times.size() < control.maxLoadsPerPodPerMinute();
    }

    private static int usualLimit(PodHealth pod, Wants wants, Snapshot snapshot) {
        DeploymentSpec spec = snapshot.spec(pod).orElseThrow();
        return Math.min(spec.maxCpuLoras(), Math.max(wants.planned(pod.pod()), spec.maxLoras()) + 1);
    }

    private static int hostMemory(PodHealth pod, Snapshot snapshot) {
        return snapshot.spec(pod).orElseThrow().maxCpuLoras();
    }

    /** A copy that has come but is not in a published table yet is under way, too: what it replaces will leave then. */
    private boolean nothingUnderWay(Snapshot snapshot) {
        return book.all().stream()
                .filter(p -> snapshot.serves(p.entry().pod()))
                .noneMatch(p -> p.is(PairState.LOADING, PairState.DRAINING, PairState.UNLOADING)
                        || (p.held() && !snapshot.inPublishedTable(p)));
    }

    private void relieve(
            List<Candidate> blocked,
            Wants wants,
            Control control,
            Snapshot snapshot,
            List<Command> commands,
            List<String> notes) {
        for (Candidate candidate : blocked) {
            if (Capacity.held(candidate.pod(), book) < hostMemory(candidate.pod(), snapshot)) {
                commands.add(load(candidate, snapshot));
                return;
            }
        }
        if (control.frozen()) {
            return;
        }
        List<Pair> inTheWay = blocked.stream()
                .flatMap(c -> book.on(c.pod().id()).stream())
                .filter(pair -> pair.held() && !Drains.wanted(pair, wants, snapshot))
                .distinct()
                .toList();
        for (Pair pair : inTheWay) {
            if (servedElsewhere(pair, snapshot)) {
                drains.force(pair);
                return;
            }
        }
        for (Pair pair : inTheWay) {
            AdapterSpec adapter = snapshot.adapters().get(pair.adapter());
            if (adapter != null && rescues.detour(adapter, wants, snapshot, book)) {
                return;
            }
        }
        Candidate first = blocked.get(0);
        notes.add(first.adapter().name() + " can't be loaded on " + first.pod().pod()
                + ": its host memory is full, and no pod has room for what is in the way");
    }

    private boolean servedElsewhere(Pair pair, Snapshot snapshot) {
        return book.ofAdapter(pair.adapter()).stream()
                .anyMatch(p -> !p.key().equals(pair.key()) && snapshot.available(p) && snapshot.inPublishedTable(p));
    }
}
