package dev.berth.router.table;

import java.util.concurrent.atomic.AtomicInteger;

/** Runs an action when it was itself run a number of times; at once if that is none. */
public final class Countdown implements Runnable {
    private final AtomicInteger left;
    private final Runnable action;

    public Countdown(int times, Runnable action) {
        this.left = new AtomicInteger(times);
        this.action = action;
        if (times == 0) {
            action.run();
        }
    }

    @Override
    public void run() {
        if (left.decrementAndGet() == 0) {
            action.run();
        }
    }
}
