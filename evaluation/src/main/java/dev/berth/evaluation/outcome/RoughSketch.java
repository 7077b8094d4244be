package dev.berth.evaluation.outcome;

/**
 * Quantiles in a few hundred bytes, for the many intervals of a run: buckets that grow by a fourteenth of an octave, so a value
 * is told within 5 %.
 */
final class RoughSketch {
    private static final double LEAST_SECONDS = 1e-4;
    private static final double PER_OCTAVE = 14;
    private static final int BUCKETS = 340;

    private int[] counts;
    private int total;

    void add(double seconds) {
        if (counts == null) {
            counts = new int[BUCKETS];
        }
        double octaves = Math.log(Math.max(seconds, LEAST_SECONDS) / LEAST_SECONDS) / Math.log(2);
        counts[Math.min(BUCKETS - 1, (int) Math.round(octaves * PER_OCTAVE))]++;
        total++;
    }

    /** Seconds; 0 if nothing was counted. */
    double at(double share) {
        long rank = (long) Math.ceil(share * total);
        long seen = 0;
        for (int i = 0; i < BUCKETS && total > 0; i++) {
            seen += counts[i];
            if (seen >= rank) {
                return LEAST_SECONDS * Math.pow(2, i / PER_OCTAVE);
            }
        }
        return 0;
    }
}
