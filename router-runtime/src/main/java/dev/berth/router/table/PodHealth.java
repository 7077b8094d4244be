package dev.berth.router.table;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whether a pod incarnation takes connections.
 *
 * <pre>
 *   TRUSTED --connect failed--> ASIDE --time is up, one request picked--> PROBED --connected--> TRUSTED
 *                                 ^                                         |
 *                                 +----------- connect failed (longer) -----+
 * </pre>
 *
 * A probe that says nothing for {@link #PROBE_MILLIS} is followed by another one. Failures while already aside are of
 * requests that were on their way, and count once.
 */
public final class PodHealth {
    static final long FIRST_ASIDE_MILLIS = 500;
    static final long LONGEST_ASIDE_MILLIS = 5_000;
    static final long PROBE_MILLIS = 1_500;

    private final AtomicInteger failures = new AtomicInteger();
    /** 0 when trusted. */
    private volatile long asideUntilMillis;

    public boolean usable(long nowMillis) {
        long until = asideUntilMillis;
        return until == 0 || nowMillis >= until;
    }

    /**
     * A request goes there. If it is the probe of a pod set aside, no second one follows for a while.
     *
     * @return whether it is a probe
     */
    public boolean picked(long nowMillis) {
        if (asideUntilMillis == 0) {
            return false;
        }
        asideUntilMillis = nowMillis + PROBE_MILLIS;
        return true;
    }

    public void connected() {
        if (asideUntilMillis != 0) {
            failures.set(0);
            asideUntilMillis = 0;
        }
    }

    /**
     * @param probe whether the failed connection was begun as the probe of a pod set aside
     */
    public void failed(long nowMillis, boolean probe) {
        if (!probe && !usable(nowMillis)) {
            return;
        }
        int before = Math.min(failures.getAndIncrement(), 10);
        asideUntilMillis = nowMillis + Math.min(FIRST_ASIDE_MILLIS << before, LONGEST_ASIDE_MILLIS);
    }

    public boolean isAside() {
        return asideUntilMillis != 0;
    }
}
