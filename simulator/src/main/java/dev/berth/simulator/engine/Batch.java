package dev.berth.simulator.engine;

import java.util.Arrays;

/** The sequences of one step, how many tokens each computes in it, and the sums that its time depends on. Reused. */
final class Batch {
    private final int maxTokens;
    private final int maxLoras;
    private final Sequence[] sequences;
    private final int[] newTokens;
    private final int[] adapters;
    /** The step that last used each adapter: membership of the set of this step, without clearing anything. */
    private int[] usedInStep = new int[8];

    private int step;
    private int size;
    private int tokensLeft;
    private int adapterCount;
    private int decodes;
    private int prefillTokens;
    private long kvTokensRead;

    Batch(int maxSequences, int maxTokens, int maxLoras) {
        this.maxTokens = maxTokens;
        this.maxLoras = maxLoras;
        this.sequences = new Sequence[maxSequences];
        this.newTokens = new int[maxSequences];
        this.adapters = new int[maxLoras];
    }

    void clear() {
        Arrays.fill(sequences, 0, size, null);
        step++;
        size = 0;
        tokensLeft = maxTokens;
        adapterCount = 0;
        decodes = 0;
        prefillTokens = 0;
        kvTokensRead = 0;
    }

    int size() {
        return size;
    }

    Sequence sequence(int i) {
        return sequences[i];
    }

    int newTokens(int i) {
        return newTokens[i];
    }

    int tokensLeft() {
        return tokensLeft;
    }

    int[] adapters() {
        return adapters;
    }

    int adapterCount() {
        return adapterCount;
    }

    int decodes() {
        return decodes;
    }

    int prefillTokens() {
        return prefillTokens;
    }

    long kvTokensRead() {
        return kvTokensRead;
    }

    /** Whether the batch may hold a request of this adapter: it does already, or has an adapter fewer than slots. */
    boolean hasSlotFor(int adapter) {
        return adapter == Engine.BASE || adapterCount < maxLoras || holds(adapter);
    }

    void add(Sequence sequence, int tokens) {
        if (sequence.decoding()) {
            decodes++;
            kvTokensRead += sequence.computed;
        } else {
            prefillTokens += tokens;
        }
        sequences[size] = sequence;
        newTokens[size++] = tokens;
        tokensLeft -= tokens;
        use(sequence.adapter());
    }

    private boolean holds(int adapter) {
        return adapter < usedInStep.length && usedInStep[adapter] == step;
    }

    private void use(int adapter) {
        if (adapter == Engine.BASE || holds(adapter)) {
            return;
        }
        if (adapter >= usedInStep.length) {
            usedInStep = Arrays.copyOf(usedInStep, 2 * adapter);
        }
        usedInStep[adapter] = step;
        adapters[adapterCount++] = adapter;
    }
}
