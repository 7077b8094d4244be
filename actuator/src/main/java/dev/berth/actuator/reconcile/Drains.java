package dev.berth.actuator.reconcile;

import dev.berth.actuator.observe.PodHealth;
import dev.berth.domain.Version;
import dev.berth.domain.fleet.AdapterSpec;
import dev.berth.domain.fleet.LedgerEntry;
import dev.berth.domain.fleet.PairState;
import dev.berth.domain.fleet.Readiness;
import dev.berth.domain.placement.Tier;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Takes pairs out of use: out of the table, then, once every live router has applied that and has nothing in flight to it
 * (or the deadline has passed), off the pod.
 *
 * <p>A copy that is not desired leaves the table only when every desired copy that can come has come and routers were told
 * of one; the last copy that serves an adapter never does. While nobody can read the routers' acknowledgements nothing is
 * unloaded, and the deadline stands still. On a pod that the plan gives up copies leave the table, but are not unloaded until
 * the pod is taken away.
 */
final class Drains {
    private final ReconcileConfig config;
    private final PairBook book;
    private final RouterAcks acks;
    private final Set<PairKey> forced = new HashSet<>();

    Drains(ReconcileConfig config, PairBook book, RouterAcks acks) {
        this.config = config;
        this.book = book;
        this.acks = acks;
    }

    /** Frees a place although not every desired copy has come: moves wait for each other. */
    void force(Pair pair) {
        forced.add(pair.key());
    }

    /** Takes out of the table what is not needed, and back in what is. */
    void decide(Wants wants, Snapshot snapshot, boolean frozen) {
        for (Pair pair : book.all()) {
            boolean wanted = wanted(pair, wants, snapshot);
            if (pair.is(PairState.DRAINING) && snapshot.serves(pair.entry().pod())) {
                if (wanted || lastCopy(pair, snapshot)) {
                    book.put(pair.become(PairState.RUNNING, snapshot.now()));
                    forced.remove(pair.key());
                }
            } else if (pair.is(PairState.SCHEDULED) && !wanted) {
                book.remove(pair.key());
            } else if (pair.is(PairState.FAILED) && !wanted && stale(pair, snapshot)) {
                book.remove(pair.key());
            } else if (pair.held() && !wanted && !frozen && dispensable(pair, wants, snapshot)) {
                book.put(pair.draining(snapshot.ordinal(), snapshot.now()));
            }
        }
        forced.removeIf(key -> book.find(key.engineName(), key.pod()).isEmpty());
    }

    /** Unloads what is drained, one at a time for each pod. */
    List<Command> unloads(Wants wants, Snapshot snapshot, boolean frozen, List<String> notes) {
        List<Command> commands = new ArrayList<>();
        for (Pair pair : book.all()) {
            if (!pair.is(PairState.DRAINING)) {
                continue;
            }
            Pair watched = watch(pair, snapshot);
            PodHealth pod = snapshot.pod(pair.entry().pod()).orElse(null);
            boolean may = pod != null && pod.answers() && !frozen && !goesWithItsPod(pair, wants, snapshot);
            if (!may || book.anyOn(pod.id(), PairState.UNLOADING)) {
                continue;
            }
            if (!lastCopy(pair, snapshot) && drained(watched, snapshot, notes)) {
                LedgerEntry entry = pair.entry();
                book.put(watched.unloading(snapshot.now()));
                commands.add(new Command.Unload(
                        entry.adapter(),
                        entry.engineName(),
                        entry.pod(),
                        pod.deployment(),
                        pod.declared().url()));
            }
        }
        return commands;
    }

    /**
     * What is on a pod that the plan gives up goes with the pod. Until that is taken away the plan may want it back, and what is
     * still there then has not to be loaded again.
     */
    static boolean goesWithItsPod(Pair pair, Wants wants, Snapshot snapshot) {
        return snapshot.current(pair)
                && snapshot.pod(pair.entry().pod())
                        .filter(pod -> pod.readiness() != Readiness.TERMINATING && wants.givesUp(pod.pod()))
                        .isPresent();
    }

    static boolean wanted(Pair pair, Wants wants, Snapshot snapshot) {
        return snapshot.current(pair)
                && wants.has(pair.adapter(), pair.entry().pod().pod());
    }

    /** Whether a desired copy is on its way, so that those which are not desired still have to serve. */
    static boolean awaited(AdapterSpec adapter, Wants wants, Snapshot snapshot, PairBook book) {
        for (Map.Entry<String, Want> want : wants.of(adapter.name()).entrySet()) {
            PodHealth pod = snapshot.pods().get(want.getKey());
            if (pod == null || !pod.ready() || want.getValue().tier() == Tier.WARM) {
                continue;
            }
            Pair pair = book.find(adapter.engineName(), pod.id()).orElse(null);
            if (pair == null || (!pair.held() && !givenUp(pair, snapshot))) {
                return true;
            }
        }
        return false;
    }

    private static boolean givenUp(Pair pair, Snapshot snapshot) {
        return pair.is(PairState.FAILED) && pair.entry().retryAfterMillis() > snapshot.now();
    }

    private boolean dispensable(Pair pair, Wants wants, Snapshot snapshot) {
        AdapterSpec adapter = snapshot.adapters().get(pair.adapter());
        if (adapter == null) {
            return true;
        }
        if (!snapshot.serves(pair.entry().pod())
                || othersInTable(pair, snapshot).isEmpty()) {
            return false;
        }
        if (forced.contains(pair.key()) || presentVersionBeside(pair, adapter, snapshot)) {
            return true;
        }
        boolean anyDesired = othersInTable(pair, snapshot).stream().anyMatch(p -> wanted(p, wants, snapshot));
        boolean unplanned = wants.of(adapter.name()).isEmpty();
        return (anyDesired || unplanned) && !awaited(adapter, wants, snapshot, book);
    }

    private boolean presentVersionBeside(Pair pair, AdapterSpec adapter, Snapshot snapshot) {
        return !snapshot.current(pair)
                && book.find(adapter.engineName(), pair.entry().pod())
                        .filter(p -> snapshot.available(p) && snapshot.inPublishedTable(p))
                        .isPresent();
    }

    private List<Pair> othersInTable(Pair pair, Snapshot snapshot) {
        return book.ofAdapter(pair.adapter()).stream()
                .filter(p -> !p.key().equals(pair.key()) && snapshot.available(p) && snapshot.inPublishedTable(p))
                .toList();
    }

    private boolean lastCopy(Pair pair, Snapshot snapshot) {
        return snapshot.adapters().containsKey(pair.adapter())
                && book.ofAdapter(pair.adapter()).stream().noneMatch(snapshot::available);
    }

    private boolean stale(Pair pair, Snapshot snapshot) {
        boolean expired = pair.entry().retryAfterMillis() != Long.MAX_VALUE
                && snapshot.now() - pair.entry().retryAfterMillis() > 4 * config.retryLongestMillis();
        return expired || !snapshot.current(pair);
    }

    private Pair watch(Pair pair, Snapshot snapshot) {
        boolean marked = !pair.outSince().equals(Version.NONE);
        Published published = snapshot.published();
        Pair watched = pair;
        if (!marked && published.ordinal() >= pair.drainedAt() && !snapshot.inPublishedTable(pair)) {
            watched = pair.outOfTable(published.table().version(), snapshot.now());
        } else if (marked && !acks.readable()) {
            watched = pair.outOfTable(pair.outSince(), snapshot.now());
        }
        book.put(watched);
        return watched;
    }

    private boolean drained(Pair pair, Snapshot snapshot, List<String> notes) {
        boolean marked = !pair.outSince().equals(Version.NONE);
        if (!marked || !acks.trusted(snapshot.now()) || snapshot.now() < pair.notBeforeMillis()) {
            return false;
        }
        LedgerEntry entry = pair.entry();
        List<String> users = acks.using(entry.adapter(), entry.engineName(), entry.pod(), pair.outSince());
        if (users.isEmpty()) {
            return true;
        }
        boolean late = snapshot.now() - pair.outSinceMillis() >= config.drainDeadlineMillis();
        if (late) {
            notes.add(pair.key() + " is unloaded at the deadline, though still in use by " + String.join(", ", users));
        }
        return late;
    }
}
