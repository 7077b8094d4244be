package dev.berth.router.http;

/** The time that one request may spend in the waiting room, over all its stays there. */
final class Stay {
    private long leftNanos;
    private long sinceNanos;

    Stay(long mostNanos) {
        this.leftNanos = mostNanos;
    }

    /** Whether it may wait at all. */
    boolean isAllowed() {
        return leftNanos > 0;
    }

    void begin(long nowNanos) {
        sinceNanos = nowNanos;
    }

    boolean isOver(long nowNanos) {
        return nowNanos - sinceNanos >= leftNanos;
    }

    /** @return how long this stay was */
    long end(long nowNanos) {
        long waited = nowNanos - sinceNanos;
        leftNanos -= waited;
        return waited;
    }
}
