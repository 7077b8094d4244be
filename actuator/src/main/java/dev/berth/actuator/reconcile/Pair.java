package dev.berth.actuator.reconcile;

import dev.berth.domain.Version;
import dev.berth.domain.fleet.LedgerEntry;
import dev.berth.domain.fleet.PairState;
import dev.berth.domain.fleet.PodIncarnation;

/**
 * A ledger entry with what need not survive a restart.
 *
 * @param answer how the pod answered to the load under way
 * @param drainedAt the step that took it out of the table; 0 if it is not draining
 * @param outSince first published table without it; {@link Version#NONE} until there is one
 * @param outSinceMillis when that was; moved on while nobody can read the routers' acknowledgements
 * @param notBeforeMillis a failed unload is not tried again before
 */
record Pair(
        LedgerEntry entry, Answer answer, long drainedAt, Version outSince, long outSinceMillis, long notBeforeMillis) {
    enum Answer {
        NONE,
        /** Asked by the actuator before this one: whether it will be answered is not known. */
        LOST,
        LOADED,
        WAS_LOADED
    }

    static Pair of(LedgerEntry entry) {
        return new Pair(entry, Answer.NONE, 0, Version.NONE, 0, 0);
    }

    /** Draining since before the actuator's restart: out of its own first table at the soonest. */
    static Pair drainingBefore(LedgerEntry entry) {
        return new Pair(entry, Answer.NONE, 1, Version.NONE, 0, 0);
    }

    static Pair loadingBefore(LedgerEntry entry, long now) {
        LedgerEntry since = new LedgerEntry(
                entry.adapter(),
                entry.engineName(),
                entry.pod(),
                PairState.LOADING,
                entry.tries(),
                0,
                "",
                entry.loadSeconds(),
                now,
                false);
        return new Pair(since, Answer.LOST, 0, Version.NONE, 0, 0);
    }

    static Pair fresh(String adapter, String engineName, PodIncarnation pod, PairState state, long now) {
        return of(new LedgerEntry(adapter, engineName, pod, state, 0, 0, "", 0, now, false));
    }

    PairKey key() {
        return new PairKey(entry.engineName(), entry.pod());
    }

    PairState state() {
        return entry.state();
    }

    String adapter() {
        return entry.adapter();
    }

    boolean is(PairState... states) {
        for (PairState state : states) {
            if (entry.state() == state) {
                return true;
            }
        }
        return false;
    }

    /** Listed by its pod and not on its way out. */
    boolean held() {
        return is(PairState.BOUND, PairState.RUNNING);
    }

    /** Takes a place in the pod's host memory, or is about to, or may still. */
    boolean occupies() {
        return is(PairState.LOADING, PairState.BOUND, PairState.RUNNING, PairState.DRAINING, PairState.UNLOADING);
    }

    Pair become(PairState next, long now) {
        return of(entry.become(next, now));
    }

    Pair draining(long ordinal, long now) {
        return new Pair(entry.become(PairState.DRAINING, now), Answer.NONE, ordinal, Version.NONE, 0, 0);
    }

    Pair outOfTable(Version version, long now) {
        return new Pair(entry, answer, drainedAt, version, now, notBeforeMillis);
    }

    Pair unloading(long now) {
        return new Pair(entry.become(PairState.UNLOADING, now), Answer.NONE, drainedAt, outSince, outSinceMillis, 0);
    }

    /** Back to draining, since the pod would not unload it. */
    Pair notUnloaded(long now, long retryMillis) {
        return new Pair(
                entry.become(PairState.DRAINING, now),
                Answer.NONE,
                drainedAt,
                outSince,
                outSinceMillis,
                now + retryMillis);
    }

    /** The pod says that it has it; the list must show it before it counts. */
    Pair answered(Answer how, double seconds, long at) {
        LedgerEntry loaded = new LedgerEntry(
                entry.adapter(),
                entry.engineName(),
                entry.pod(),
                entry.state(),
                0,
                0,
                "",
                how == Answer.LOADED ? seconds : entry.loadSeconds(),
                at,
                entry.zombie());
        return new Pair(loaded, how, 0, Version.NONE, 0, 0);
    }

    Pair failed(Failure failure, long backoffMillis, long at) {
        LedgerEntry failed = entry.become(PairState.FAILED, at);
        return of(new LedgerEntry(
                failed.adapter(),
                failed.engineName(),
                failed.pod(),
                PairState.FAILED,
                failed.tries() + 1,
                failure.retriable() ? at + backoffMillis : Long.MAX_VALUE,
                failure.reason(),
                failed.loadSeconds(),
                at,
                false));
    }

    LedgerEntry zombie(long at) {
        return new LedgerEntry(
                entry.adapter(),
                entry.engineName(),
                entry.pod(),
                PairState.UNLOADING,
                0,
                0,
                "",
                entry.loadSeconds(),
                at,
                true);
    }
}
