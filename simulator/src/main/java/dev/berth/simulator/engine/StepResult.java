package dev.berth.simulator.engine;

import java.util.Arrays;

/**
 * What a step took and did, or several that {@link Engine#advance} ran in one go. The engine reuses it: valid until the next
 * call. All events happen at the end of the last step, except preemptions, which happen at its beginning.
 */
public final class StepResult {
    private EventKind[] kinds = new EventKind[64];
    private Sequence[] sequences = new Sequence[64];
    private int size;

    private int loadedAdapter;
    private int steps;
    private long durationNanos;
    private long lastStepNanos;
    private long stallNanos;
    private int decodes;
    private int prefillTokens;
    private int distinctAdapters;

    StepResult() {}

    /** Nothing was to be done, and no time passes. */
    public boolean idle() {
        return durationNanos == 0;
    }

    /** Of all steps together. */
    public long durationNanos() {
        return durationNanos;
    }

    /** Steps that were run. */
    public int steps() {
        return steps;
    }

    public long lastStepNanos() {
        return lastStepNanos;
    }

    /** The part of the duration in which adapters were loaded. */
    public long stallNanos() {
        return stallNanos;
    }

    /** Sequences that decoded one token in the last step. */
    public int decodes() {
        return decodes;
    }

    /** Prompt tokens computed in the last step (of preempted requests again). */
    public int prefillTokens() {
        return prefillTokens;
    }

    /** Adapters in the batch of the last step. */
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
        steps = 0;
        durationNanos = 0;
        lastStepNanos = 0;
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
        batch(0, 0, 0);
        ran(1, stall, stall, stall);
        add(EventKind.ADAPTER_LOADED, null);
    }

    void computed(Batch batch, long stall, long duration) {
        batch(batch.decodes(), batch.prefillTokens(), batch.adapterCount());
        ran(1, duration, duration, stall);
    }

    void decoded(DecodeRun run, int sequences, int adapters) {
        batch(sequences, 0, adapters);
        ran(run.steps(), run.nanos(), run.lastNanos(), 0);
    }

    private void batch(int sequencesDecoding, int promptTokens, int adapters) {
        decodes = sequencesDecoding;
        prefillTokens = promptTokens;
        distinctAdapters = adapters;
    }

    private void ran(int more, long duration, long last, long stall) {
        steps += more;
        durationNanos += duration;
        lastStepNanos = last;
        stallNanos += stall;
    }
}
