package dev.berth.router.table;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A pod's share of a model's recent picks: each pick of the model lets it decay by 1/64, each that took this pod adds 1/64.
 * One word holds the share and the sequence number that it is of, so that it is changed without a lock.
 */
final class RecentShare {
    private static final double WEIGHT = 1.0 / 64;
    /** Powers of what a pick leaves; beyond them nothing is left. */
    private static final double[] LEFT = left();

    /** The share's bits as a float above, the sequence's lower 32 bits below. */
    private final AtomicLong state = new AtomicLong();

    double at(long sequence) {
        return at(state.get(), (int) sequence);
    }

    void picked(long sequence) {
        int now = (int) sequence;
        long before;
        long after;
        do {
            before = state.get();
            float share = (float) (at(before, now + 1) + WEIGHT);
            after = ((long) Float.floatToRawIntBits(share) << 32) | ((now + 1) & 0xFFFFFFFFL);
        } while (!state.compareAndSet(before, after));
    }

    private static double at(long state, int sequence) {
        float share = Float.intBitsToFloat((int) (state >>> 32));
        int picks = Math.max(0, sequence - (int) state);
        return picks < LEFT.length ? share * LEFT[picks] : 0;
    }

    private static double[] left() {
        double[] powers = new double[512];
        powers[0] = 1;
        for (int i = 1; i < powers.length; i++) {
            powers[i] = powers[i - 1] * (1 - WEIGHT);
        }
        return powers;
    }
}
