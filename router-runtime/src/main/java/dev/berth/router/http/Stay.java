package dev.berth.router.http;

/** The time that one request may spend in the waiting room, over all its stays there. */
final class Stay {
    private final LoopScope scope;
    private final Exchange guest;
    private long leftNanos;
    private long sinceNanos;

    Stay(LoopScope scope, Exchange guest, long mostNanos) {
        this.scope = scope;
        this.guest = guest;
        this.leftNanos = mostNanos;
    }

    /**
     * @param otherwise the answer if the time for waiting is over
     * @return why it can't wait; null if it does
     */
    ApiError begin(ApiError otherwise) {
        if (leftNanos <= 0) {
            return otherwise;
        }
        if (!scope.room().enter()) {
            return ApiError.unavailable("waiting_room_full", "too many requests wait for a ready pod");
        }
        sinceNanos = scope.nowNanos();
        scope.waits(guest);
        return null;
    }

    boolean isOver() {
        return scope.nowNanos() - sinceNanos >= leftNanos;
    }

    /** @return how long this stay was */
    long end() {
        long waited = scope.nowNanos() - sinceNanos;
        leftNanos -= waited;
        scope.waitsNoMore(guest);
        scope.room().leave();
        return waited;
    }
}
