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
 *       ^            |          |          |            |
 *       |            v          |          |            +--> RUNNING   wanted again before it was unloaded
 *       +--------- FAILED <-----+----------+                 (a failed pair is retried after its backoff)
 *
 *   any --> (gone)   when the pod's incarnation ends: the new one starts without adapters
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
