package dev.berth.streaming.scrape;

import dev.berth.domain.demand.EngineSample;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;

/**
 * Hands samples from the threads that read to Flink's, which must never block. Bounded: samples perish, so when nobody takes
 * them the oldest goes.
 */
final class SampleQueue {
    private final int capacity;
    private final ArrayDeque<EngineSample> waiting = new ArrayDeque<>();
    private CompletableFuture<Void> available = new CompletableFuture<>();

    SampleQueue(int capacity) {
        this.capacity = capacity;
    }

    /** Returns whether an older one had to go. */
    boolean put(EngineSample sample) {
        CompletableFuture<Void> woken;
        boolean full;
        synchronized (this) {
            full = waiting.size() == capacity;
            if (full) {
                waiting.poll();
            }
            waiting.add(sample);
            woken = available;
        }
        woken.complete(null);
        return full;
    }

    /** The next sample, null if there is none. */
    synchronized EngineSample poll() {
        return waiting.poll();
    }

    synchronized boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Completed when there is a sample. */
    synchronized CompletableFuture<Void> available() {
        if (waiting.isEmpty() && available.isDone()) {
            available = new CompletableFuture<>();
        } else if (!waiting.isEmpty()) {
            available.complete(null);
        }
        return available;
    }
}
