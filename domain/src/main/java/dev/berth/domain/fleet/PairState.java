package dev.berth.domain.fleet;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * Where an adapter stands on a pod.
 *
 * <pre>
 *   SCHEDULED --> LOADING --> BOUND --> RUNNING --> DRAINING --> UNLOADING --> (gone)
 *
 *   SCHEDULED --> BOUND                          the pod lists it already
 *   BOUND     --> DRAINING                       no longer wanted, before any table named it
 *   DRAINING  --> RUNNING                        wanted again before it was unloaded
 *   UNLOADING --> DRAINING                       the unload did not succeed: tried again
 *   LOADING, BOUND, RUNNING --> FAILED           until its backoff ends
 *   FAILED    --> SCHEDULED, BOUND               tried again, or listed after all
 *   BOUND, RUNNING, DRAINING, UNLOADING --> SCHEDULED   wanted, but the pod no longer lists it
 *   any       --> (gone)                         the pod's incarnation ended: the new one starts without adapters
 * </pre>
 *
 * BOUND: listed by the pod. RUNNING: in the routing table as well.
 */
public enum PairState {
    SCHEDULED,
    LOADING,
    BOUND,
    RUNNING,
    DRAINING,
    UNLOADING,
    FAILED;

    private static final Map<PairState, Set<PairState>> NEXT = new EnumMap<>(Map.of(
            SCHEDULED, EnumSet.of(LOADING, BOUND),
            LOADING, EnumSet.of(BOUND, FAILED),
            BOUND, EnumSet.of(RUNNING, DRAINING, FAILED, SCHEDULED),
            RUNNING, EnumSet.of(DRAINING, FAILED, SCHEDULED),
            DRAINING, EnumSet.of(UNLOADING, RUNNING, SCHEDULED),
            UNLOADING, EnumSet.of(DRAINING, SCHEDULED),
            FAILED, EnumSet.of(SCHEDULED, BOUND)));

    public boolean canBecome(PairState next) {
        return next == this || NEXT.get(this).contains(next);
    }
}
