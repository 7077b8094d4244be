package dev.berth.simulator.engine;

import java.util.Arrays;

/** Small whole numbers in order of last use, oldest first; all operations take constant time and make no garbage. */
final class LruList {
    private static final int NONE = -1;
    private static final int ABSENT = -2;

    /** Neighbours of each number; {@code newer[n] == ABSENT} if n is not in the list. */
    private int[] older = {};

    private int[] newer = {};
    private int oldest = NONE;
    private int newest = NONE;
    private int size;

    int size() {
        return size;
    }

    boolean contains(int n) {
        return n < newer.length && newer[n] != ABSENT;
    }

    /** The oldest, or -1. */
    int oldest() {
        return oldest;
    }

    /** Puts it at the newest end, from wherever it was. */
    void touch(int n) {
        if (n == newest) {
            return;
        }
        remove(n);
        makeRoom(n);
        older[n] = newest;
        newer[n] = NONE;
        if (newest == NONE) {
            oldest = n;
        } else {
            newer[newest] = n;
        }
        newest = n;
        size++;
    }

    /** Removes and returns the oldest; the list is not empty. */
    int pollOldest() {
        int n = oldest;
        remove(n);
        return n;
    }

    void remove(int n) {
        if (!contains(n)) {
            return;
        }
        if (older[n] == NONE) {
            oldest = newer[n];
        } else {
            newer[older[n]] = newer[n];
        }
        if (newer[n] == NONE) {
            newest = older[n];
        } else {
            older[newer[n]] = older[n];
        }
        newer[n] = ABSENT;
        size--;
    }

    private void makeRoom(int n) {
        if (n < newer.length) {
            return;
        }
        int from = newer.length;
        int length = Math.max(n + 1, 2 * from);
        older = Arrays.copyOf(older, length);
        newer = Arrays.copyOf(newer, length);
        Arrays.fill(newer, from, length, ABSENT);
    }
}
