package dev.berth.router.table;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whether a pod incarnation is sent requests. Three things speak against it, each by itself:
 *
 * <pre>
 *   it takes no connections
 *     TRUSTED --connect failed--> ASIDE --time is up, one request picked--> TRIED --connected--> TRUSTED
 *                                   ^                                         |
 *                                   +----------- connect failed (longer) -----+
 *   its answers fail
 *     TRUSTED --5 in a row failed--> EJECTED --time is up, one request picked--> TRIED --answer whole--> TRUSTED
 *                                      ^                                           |
 *                                      +------------- failed again (longer) -------+
 *   it does not answer the router's own probes
 *     UP --3 in a row failed--> DOWN --one answered, be it late, or other bytes came--> UP
 * </pre>
 *
 * An ejected pod is used all the same when a model has no other: its answers may fail because of the requests. A pod whose
 * bytes still come is slow and not gone: a probe that runs out of time then says nothing.
 *
 * <p>A trial that says nothing for {@link #TRIAL_MILLIS} is followed by another one. Failures while already
 * aside or ejected are of requests that were on their way, and count once.
 */
public final class PodHealth {
    static final long FIRST_ASIDE_MILLIS = 500;
    static final long LONGEST_ASIDE_MILLIS = 5_000;
    static final long TRIAL_MILLIS = 1_500;
    static final int FAILURES_IN_A_ROW = 5;
    static final long FIRST_EJECTED_MILLIS = 2_000;
    static final long LONGEST_EJECTED_MILLIS = 30_000;

    private static final int DOUBLINGS = 10;
    private static final long HEARD_GRAIN_MILLIS = 50;

    private final AtomicInteger failures = new AtomicInteger();
    /** 0 when it takes connections. */
    private volatile long asideUntilMillis;

    private final AtomicInteger failedInARow = new AtomicInteger();
    private int ejections;
    /** 0 when its answers are trusted. */
    private volatile long ejectedUntilMillis;
    /** Whether an ejected pod was given a request to try it. */
    private volatile boolean onTrial;

    private int probesFailed;
    private volatile boolean down;
    private volatile long downSinceMillis;
    private volatile long heardAtMillis;

    /** Whether a request may be sent there. */
    public boolean usable(long nowMillis) {
        return !down && isPast(asideUntilMillis, nowMillis) && isPast(ejectedUntilMillis, nowMillis);
    }

    /** Whether a request may be sent there if there is no other pod. */
    public boolean reachable(long nowMillis) {
        return !down && isPast(asideUntilMillis, nowMillis);
    }

    private static boolean isPast(long until, long nowMillis) {
        return until == 0 || nowMillis >= until;
    }

    /**
     * A request goes there. If it is the trial of a pod set aside or ejected, no second one follows for a while.
     *
     * @return whether it tries a pod that was set aside
     */
    public boolean picked(long nowMillis) {
        long ejected = ejectedUntilMillis;
        if (ejected != 0 && nowMillis >= ejected) {
            ejectedUntilMillis = nowMillis + TRIAL_MILLIS;
            onTrial = true;
        }
        if (asideUntilMillis == 0) {
            return false;
        }
        asideUntilMillis = nowMillis + TRIAL_MILLIS;
        return true;
    }

    public void connected() {
        if (asideUntilMillis != 0) {
            failures.set(0);
            asideUntilMillis = 0;
        }
    }

    /**
     * A connection failed.
     *
     * @param trial whether it was begun as the trial of a pod set aside
     */
    public void failed(long nowMillis, boolean trial) {
        if (!trial && !isPast(asideUntilMillis, nowMillis)) {
            return;
        }
        int before = Math.min(failures.getAndIncrement(), DOUBLINGS);
        asideUntilMillis = nowMillis + Math.min(FIRST_ASIDE_MILLIS << before, LONGEST_ASIDE_MILLIS);
    }

    /** An answer came whole, and is no failure. */
    public void answered() {
        if (failedInARow.get() != 0 || ejectedUntilMillis != 0) {
            trustAnswers();
        }
    }

    private synchronized void trustAnswers() {
        failedInARow.set(0);
        ejections = 0;
        onTrial = false;
        ejectedUntilMillis = 0;
    }

    /**
     * An answer broke, was no HTTP, or was an error of the pod's.
     *
     * @return whether the pod is ejected for it
     */
    public boolean answerFailed(long nowMillis) {
        boolean ejected = ejectedUntilMillis != 0;
        boolean enough = failedInARow.incrementAndGet() >= FAILURES_IN_A_ROW;
        return (ejected ? onTrial : enough) && eject(nowMillis);
    }

    private synchronized boolean eject(long nowMillis) {
        boolean anew = ejectedUntilMillis == 0;
        long millis = Math.min(FIRST_EJECTED_MILLIS << Math.min(ejections, DOUBLINGS), LONGEST_EJECTED_MILLIS);
        ejections++;
        onTrial = false;
        ejectedUntilMillis = nowMillis + millis;
        return anew;
    }

    /** Bytes came from the pod: it is not down, or no more. */
    public void heard(long nowMillis) {
        if (nowMillis - heardAtMillis > HEARD_GRAIN_MILLIS) {
            heardAtMillis = nowMillis;
            if (down) {
                probeAnswered();
            }
        }
    }

    /** A probe was answered. */
    public synchronized void probeAnswered() {
        probesFailed = 0;
        down = false;
    }

    /**
     * A probe was refused, broken off, answered with an error, or ran out of time.
     *
     * @param sentAtMillis when it was sent
     * @param ranOut whether it got no answer at all: then bytes that came meanwhile speak for the pod
     * @param most failures in a row that make the pod count as down
     * @return whether it goes down by this one
     */
    public synchronized boolean probeFailed(long nowMillis, long sentAtMillis, boolean ranOut, int most) {
        if (ranOut && heardAtMillis >= sentAtMillis) {
            return false;
        }
        probesFailed++;
        if (down || probesFailed < most) {
            return false;
        }
        downSinceMillis = nowMillis;
        down = true;
        return true;
    }

    public boolean isAside() {
        return asideUntilMillis != 0;
    }

    public boolean isEjected() {
        return ejectedUntilMillis != 0;
    }

    public boolean isDown() {
        return down;
    }

    /** How long the probes have failed; 0 if they do not. Milliseconds. */
    public long downForMillis(long nowMillis) {
        return down ? Math.max(1, nowMillis - downSinceMillis) : 0;
    }

    /** Whether something speaks against it that a probe may mend, so that it is to be probed often. */
    public boolean isInDoubt() {
        return down || asideUntilMillis != 0;
    }
}
