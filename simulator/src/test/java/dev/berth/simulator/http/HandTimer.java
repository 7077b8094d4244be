package dev.berth.simulator.http;

import java.util.ArrayDeque;
import java.util.Queue;

/** A clock and a timer in one: it fires when told, and as late as told. Its tasks are due in the order of their coming. */
final class HandTimer implements StepTimer {
    private record Task(long dueNanos, Runnable task) {}

    private final Queue<Task> tasks = new ArrayDeque<>();
    private long nanos;

    long now() {
        return nanos;
    }

    @Override
    public void runAfter(long wallNanos, Runnable task) {
        tasks.add(new Task(nanos + wallNanos, task));
    }

    void fire(int times, long lateMillis) {
        for (int i = 0; i < times; i++) {
            fire(lateMillis * 1_000_000);
        }
    }

    /** Fires what is due until then, on time, and sets the clock to it. */
    void runUntil(long until) {
        while (!tasks.isEmpty() && tasks.element().dueNanos() <= until) {
            fire(0);
        }
        nanos = Math.max(nanos, until);
    }

    private void fire(long lateNanos) {
        Task next = tasks.remove();
        nanos = Math.max(nanos, next.dueNanos() + lateNanos);
        next.task().run();
    }

    void pass(long millis) {
        nanos += millis * 1_000_000;
    }

    int waiting() {
        return tasks.size();
    }
}
