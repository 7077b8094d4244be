package dev.berth.optimizer.problem;

/** The integers that scores are made of: sums of them are exact and do not depend on the order. */
public final class Units {
    /** Load of one pod, in ten-thousandths. */
    public static final long POD = 10_000;

    /** One GPU slot, in thousandths. */
    public static final long SLOT = 1_000;

    private Units() {}

    public static long load(double pods) {
        return Math.round(Math.min(pods, 1e6) * POD);
    }

    public static double pods(long load) {
        return (double) load / POD;
    }

    /**
     * What an excess of load counts: itself, and more than in proportion the larger it is, so that two pods at 0.9 are
     * better than one at 1.0.
     */
    public static long excess(long load, long above) {
        long excess = load - above;
        return excess <= 0 ? 0 : excess + excess * excess / 1_000;
    }
}
