package dev.berth.optimizer.planning;

import java.util.Arrays;

/** A set of small numbers that one can be drawn from. The order of its members depends on what was done to it, and on nothing else. */
final class IntBag {
    private final int[] position;
    private int[] members = new int[16];
    private int size;

    /** @param bound above all members */
    IntBag(int bound) {
        position = new int[bound];
        Arrays.fill(position, -1);
    }

    int size() {
        return size;
    }

    int get(int i) {
        return members[i];
    }

    boolean has(int member) {
        return position[member] >= 0;
    }

    void add(int member) {
        if (position[member] >= 0) {
            return;
        }
        if (size == members.length) {
            members = Arrays.copyOf(members, 2 * size);
        }
        position[member] = size;
        members[size++] = member;
    }

    void remove(int member) {
        int gap = position[member];
        if (gap < 0) {
            return;
        }
        int last = members[--size];
        members[gap] = last;
        position[last] = gap;
        position[member] = -1;
    }

    void clear() {
        while (size > 0) {
            position[members[--size]] = -1;
        }
    }
}
