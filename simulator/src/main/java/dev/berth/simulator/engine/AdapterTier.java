package dev.berth.simulator.engine;

import java.util.Arrays;

/**
 * The adapters in one place of limited size, by id. Uses are noted by whoever uses them, so that a step which finds all its
 * adapters in place costs one store for each; in return, evicting searches the members.
 */
final class AdapterTier {
    private static final int ABSENT = -1;

    private final int[] members;
    /** Index of each adapter in {@code members}. */
    private int[] index = {};

    private int size;

    AdapterTier(int capacity) {
        members = new int[capacity];
    }

    int size() {
        return size;
    }

    boolean full() {
        return size == members.length;
    }

    boolean contains(int adapter) {
        return adapter < index.length && index[adapter] != ABSENT;
    }

    void add(int adapter) {
        if (adapter >= index.length) {
            int from = index.length;
            index = Arrays.copyOf(index, Math.max(8, 2 * adapter));
            Arrays.fill(index, from, index.length, ABSENT);
        }
        index[adapter] = size;
        members[size++] = adapter;
    }

    void remove(int adapter) {
        if (!contains(adapter)) {
            return;
        }
        int last = members[--size];
        members[index[adapter]] = last;
        index[last] = index[adapter];
        index[adapter] = ABSENT;
    }

    /** Removes and returns the one used longest ago; of those used by the same batch, the one of the lowest id. */
    int removeOldest(long[] lastUse) {
        int oldest = members[0];
        for (int i = 1; i < size; i++) {
            int member = members[i];
            if (lastUse[member] < lastUse[oldest] || (lastUse[member] == lastUse[oldest] && member < oldest)) {
                oldest = member;
            }
        }
        remove(oldest);
        return oldest;
    }
}
