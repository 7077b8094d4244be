package dev.berth.router.http;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** How many bytes of requests the router holds, of all clients on all event loops together. */
public final class BodyBudget {
    private final LongSupplier most;
    private final AtomicLong held = new AtomicLong();

    /** @param most bytes; may change */
    public BodyBudget(LongSupplier most) {
        this.most = most;
    }

    /**
     * @return whether there was room
     */
    boolean take(long bytes) {
        if (held.addAndGet(bytes) <= most.getAsLong()) {
            return true;
        }
        held.addAndGet(-bytes);
        return false;
    }

    void give(long bytes) {
        held.addAndGet(-bytes);
    }

    public long held() {
        return held.get();
    }
}
