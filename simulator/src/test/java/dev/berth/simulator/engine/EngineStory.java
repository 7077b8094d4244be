package dev.berth.simulator.engine;

import dev.berth.domain.engine.EngineSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Drives an engine in virtual time and keeps what happened, in milliseconds. */
final class EngineStory {
    private static final int MOST_STEPS = 1_000_000;

    final Engine engine;
    private final Map<Long, Double> firstTokens = new HashMap<>();
    private final Map<Long, Double> ends = new HashMap<>();
    private final List<Long> endOrder = new ArrayList<>();
    private final List<Double> gaps = new ArrayList<>();
    private final Map<Long, Integer> cached = new HashMap<>();
    private final List<Long> preempted = new ArrayList<>();
    private long now;
    private StepResult last;

    EngineStory(EngineSpec spec) {
        this(spec, false);
    }

    EngineStory(EngineSpec spec, boolean zombies) {
        engine = new Engine(spec, zombies);
    }

    /** Registers an adapter and lets its preload happen. */
    int adapter(String name, int rank) {
        int id = engine.registerAdapter(name, rank);
        runUntilIdle();
        return id;
    }

    int adapter(String name) {
        return adapter(name, 16);
    }

    EngineStory submit(long id, int prompt, int output, int adapter) {
        return submit(id, prompt, output, adapter, PrefixHashes.NONE);
    }

    EngineStory submit(long id, int prompt, int output, int adapter, PrefixHashes prefix) {
        engine.submit(new EngineRequest(id, now, prompt, output, adapter, prefix));
        return this;
    }

    /** One step; how long it took. */
    double step() {
        last = engine.step(now);
        now += last.durationNanos();
        for (int i = 0; i < last.size(); i++) {
            see(last.kind(i), last.sequence(i));
        }
        return millis(last.durationNanos());
    }

    double stallOfLastStep() {
        return millis(last.stallNanos());
    }

    StepResult last() {
        return last;
    }

    void runUntilIdle() {
        for (int steps = 0; step() > 0; steps++) {
            if (steps > MOST_STEPS) {
                throw new AssertionError("the engine does not come to an end");
            }
        }
    }

    void waitUntil(double millis) {
        now = Math.max(now, Math.round(millis * 1e6));
    }

    double now() {
        return millis(now);
    }

    double firstTokenAt(long id) {
        return firstTokens.get(id);
    }

    double endOf(long id) {
        return ends.get(id);
    }

    List<Long> endOrder() {
        return endOrder;
    }

    /** Every time between two tokens of one request. */
    List<Double> gaps() {
        return gaps;
    }

    int cachedTokens(long id) {
        return cached.get(id);
    }

    List<Long> preempted() {
        return preempted;
    }

    private void see(EventKind kind, Sequence sequence) {
        switch (kind) {
            case FIRST_TOKEN -> {
                firstTokens.put(sequence.id(), millis(now));
                cached.put(sequence.id(), sequence.cachedTokens());
            }
            case TOKEN -> gaps.add(millis(sequence.gapNanos()));
            case FINISHED -> {
                ends.put(sequence.id(), millis(now));
                endOrder.add(sequence.id());
            }
            case PREEMPTED -> preempted.add(sequence.id());
            case ADAPTER_LOADED -> {
                // the story goes on by itself
            }
        }
    }

    private static double millis(long nanos) {
        return nanos / 1e6;
    }
}
