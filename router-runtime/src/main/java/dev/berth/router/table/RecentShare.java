package dev.berth.router.table;

/**
 * A pod's share of a model's recent picks: each pick of the model lets it decay by 1/64, each that took this pod adds 1/64.
 * One word holds the share, as a float's bits, above the lower half of the sequence number that it is of, so that it is
 * changed without a lock; 0 is a pod that was never picked.
 */
final class RecentShare {
    private static final double WEIGHT = 1.0 / 64;
    /** Powers of what a pick leaves; beyond them nothing is left. */
    private static final double[] LEFT = left();

    private RecentShare() {}

    /** The share after the picks of the model before {@code sequence}. */
    static double at(long state, long sequence) {
        return at(state, (int) sequence);
    }

    /** The state after a pick that took the pod. */
    static long picked(long state, long sequence) {
        int now = (int) sequence;
        float share = (float) (at(state, now + 1) + WEIGHT);
        return ((long) Float.floatToRawIntBits(share) << 32) | ((now + 1) & 0xFFFFFFFFL);
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
