package dev.berth.router.http;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/** How many requests wait for a ready pod or for room on one, on all event loops together; and who is to be told of room. */
public final class WaitingRoom {
    private final IntSupplier capacity;
    private final AtomicInteger inside = new AtomicInteger();
    private final List<Runnable> bells = new CopyOnWriteArrayList<>();

    /** @param capacity as it is now */
    public WaitingRoom(IntSupplier capacity) {
        this.capacity = capacity;
    }

    public boolean enter() {
        if (inside.incrementAndGet() <= capacity.getAsInt()) {
            return true;
        }
        inside.decrementAndGet();
        return false;
    }

    public void leave() {
        inside.decrementAndGet();
    }

    /**
     * @param bell called by any thread when a pod may have room and somebody waits; must be quick
     */
    void addBell(Runnable bell) {
        bells.add(bell);
    }

    /** A pod has one request fewer. */
    void freed() {
        if (inside.get() > 0) {
            bells.forEach(Runnable::run);
        }
    }

    public int inside() {
        return inside.get();
    }
}
