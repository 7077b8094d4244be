package dev.berth.streaming.demand;

import java.util.Arrays;

/**
 * How much is in each of a few hundred buckets at most, added to far more often than read: what is added is put down, and
 * summed up by bucket when there is no more room.
 */
final class BucketCounts {
    private static final int COUNT_BITS = 32;
    private static final long COUNT = (1L << COUNT_BITS) - 1;

    /** From so many on they are summed up before more room is made. */
    private static final int MANY = 128;

    private static final long[] NONE = {};

    /** A bucket and a count in each number; the first {@link #used}. */
    private long[] entries = NONE;

    private int used;

    /** What is to be done with some that are in a bucket; a bucket may come more than once. */
    @FunctionalInterface
    interface Action {
        void take(int bucket, long count);
    }

    /** How often something was put down, less what was summed up. */
    int size() {
        return used;
    }

    /**
     * @param count below 2^31
     */
    void add(int bucket, long count) {
        if (used == entries.length) {
            makeRoom();
        }
        entries[used++] = ((long) bucket << COUNT_BITS) | count;
    }

    private void makeRoom() {
        if (used >= MANY) {
            used = sumUp(entries, used);
        }
        if (2 * used >= entries.length) {
            entries = Arrays.copyOf(entries, Math.max(4, 2 * entries.length));
        }
    }

    /** In order, each bucket once; returns how many there are. */
    private static int sumUp(long[] entries, int used) {
        Arrays.sort(entries, 0, used);
        int last = 0;
        for (int i = 1; i < used; i++) {
            if (bucket(entries[last]) == bucket(entries[i])) {
                entries[last] += entries[i] & COUNT;
            } else {
                entries[++last] = entries[i];
            }
        }
        return last + 1;
    }

    private static int bucket(long entry) {
        return (int) (entry >> COUNT_BITS);
    }

    void forEach(Action action) {
        for (int i = 0; i < used; i++) {
            action.take(bucket(entries[i]), entries[i] & COUNT);
        }
    }

    long total() {
        long total = 0;
        for (int i = 0; i < used; i++) {
            total += entries[i] & COUNT;
        }
        return total;
    }

    /** The buckets that hold the values of these ranks, the smallest value's 0; ranks in their order. */
    int[] bucketsAt(long... ranks) {
        long[] sums = Arrays.copyOf(entries, used);
        int buckets = sumUp(sums, used);
        int[] found = new int[ranks.length];
        int at = 0;
        long upTo = sums[0] & COUNT;
        for (int r = 0; r < ranks.length; r++) {
            while (upTo <= ranks[r] && at + 1 < buckets) {
                upTo += sums[++at] & COUNT;
            }
            found[r] = bucket(sums[at]);
        }
        return found;
    }

    BucketCounts copy() {
        BucketCounts copy = new BucketCounts();
        copy.entries = Arrays.copyOf(entries, used);
        copy.used = used;
        return copy;
    }
}
