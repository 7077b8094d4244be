package dev.berth.router.http;

import java.util.concurrent.atomic.AtomicInteger;

/** How many requests wait for a ready pod, on all event loops together. */
public final class WaitingRoom {
    private final int capacity;
    private final AtomicInteger inside = new AtomicInteger();

    public WaitingRoom(int capacity) {
        this.capacity = capacity;
    }

    public boolean enter() {
        if (inside.incrementAndGet() <= capacity) {
            return true;
        }
        inside.decrementAndGet();
        return false;
    }

    public void leave() {
        inside.decrementAndGet();
    }

    public int inside() {
        return inside.get();
    }
}
