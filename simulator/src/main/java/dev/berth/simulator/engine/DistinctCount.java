package dev.berth.simulator.engine;

import java.util.Arrays;

/** How many sequences there are of each adapter, and how many adapters have one; the base model is not counted. */
final class DistinctCount {
    private int[] counts = new int[8];
    private int distinct;

    int distinct() {
        return distinct;
    }

    boolean contains(int adapter) {
        return adapter < counts.length && counts[adapter] > 0;
    }

    void add(int adapter) {
        if (adapter == Engine.BASE) {
            return;
        }
        if (adapter >= counts.length) {
            counts = Arrays.copyOf(counts, 2 * adapter);
        }
        if (counts[adapter]++ == 0) {
            distinct++;
        }
    }

    void remove(int adapter) {
        if (adapter != Engine.BASE && --counts[adapter] == 0) {
            distinct--;
        }
    }
}
