package dev.berth.router.http;

import java.util.concurrent.TimeUnit;

/** Until when a request may take its next step, and until when it may take at all. */
final class Deadlines {
    private static final long NEVER = 0;

    private final long arrivedNanos;
    private long stepNanos = NEVER;
    private long totalNanos = NEVER;

    Deadlines(long arrivedNanos) {
        this.arrivedNanos = arrivedNanos;
    }

    /** @param millis from the request's arrival; 0 for no limit */
    void total(int millis) {
        totalNanos = millis == 0 ? NEVER : arrivedNanos + TimeUnit.MILLISECONDS.toNanos(millis);
    }

    void step(long nowNanos, int millis) {
        stepNanos = nowNanos + TimeUnit.MILLISECONDS.toNanos(millis);
    }

    /** The next step has a limit of its own, or none. */
    void clearStep() {
        stepNanos = NEVER;
    }

    boolean isStepPast(long nowNanos) {
        return stepNanos != NEVER && nowNanos - stepNanos > 0;
    }

    boolean isTotalPast(long nowNanos) {
        return totalNanos != NEVER && nowNanos - totalNanos > 0;
    }
}
