package dev.berth.simulator.engine;

import java.util.Arrays;

/**
 * What one step took and did. The engine reuses it: valid until the next step. All events happen at the end of the step,
 * except preemptions, which happen at its beginning.
 */
public final class StepResult {
    private EventKind[] kinds = new EventKind[64];
    private Sequence[] sequences = new Sequence[64];
    private int size;

    private int loadedAdapter;
    private long durationNanos;
    private long stallNanos;
    private int decodes;
    private int prefillTokens;
    private int distinctAdapters;

    StepResult() {}

    /** Nothing was to be done, and no time passes. */
    public boolean idle() {
        return durationNanos == 0;
    }

    public long durationNanos() {
        return durationNanos;
    }

    /** The part of the duration in which adapters were loaded. */
    public long stallNanos() {
        return stallNanos;
    }

    /** Sequences that decoded one token. */
    public int decodes() {
        return decodes;
    }

    /** Prompt tokens computed (of preempted requests again). */
    public int prefillTokens() {
        return prefillTokens;
    }

    public int distinctAdapters() {
        return distinctAdapters;
    }

    /** Number of events. */
    public int size() {
        return size;
    }

    public EventKind kind(int event) {
        return kinds[event];
    }

    /** The request of an event; null for {@link EventKind#ADAPTER_LOADED}. */
    public Sequence sequence(int event) {
        return sequences[event];
    }

    /** The adapter of the one {@link EventKind#ADAPTER_LOADED} that a step can have. */
    public int loadedAdapter() {
        return loadedAdapter;
    }

    void clear() {
        Arrays.fill(sequences, 0, size, null);
        size = 0;
        durationNanos = 0;
        stallNanos = 0;
        decodes = 0;
        prefillTokens = 0;
        distinctAdapters = 0;
    }

    void add(EventKind kind, Sequence sequence) {
        if (size == kinds.length) {
            kinds = Arrays.copyOf(kinds, 2 * size);
            sequences = Arrays.copyOf(sequences, 2 * size);
        }
        kinds[size] = kind;
        sequences[size++] = sequence;
    }

    void loaded(int adapter, long stall) {
        loadedAdapter = adapter;
        stallNanos = stall;
        durationNanos = stall;
        add(EventKind.ADAPTER_LOADED, null);
    }

    void computed(Batch batch, long stall, long duration) {
        decodes = batch.decodes();
        prefillTokens = batch.prefillTokens();
        distinctAdapters = batch.adapterCount();
        stallNanos = stall;
        durationNanos = duration;
    }
}
