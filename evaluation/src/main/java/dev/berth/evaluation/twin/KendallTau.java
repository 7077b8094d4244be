package dev.berth.evaluation.twin;

/** How far two orders agree: Kendall's tau-b, 1 for the same order, -1 for the reverse one; ties are counted as such. */
final class KendallTau {
    private KendallTau() {}

    static double of(double[] a, double[] b) {
        long agreeing = 0;
        long tiedInA = 0;
        long tiedInB = 0;
        long pairs = 0;
        for (int i = 0; i < a.length; i++) {
            for (int j = i + 1; j < a.length; j++) {
                int inA = Double.compare(a[i], a[j]);
                int inB = Double.compare(b[i], b[j]);
                agreeing += (long) Integer.signum(inA) * Integer.signum(inB);
                tiedInA += inA == 0 ? 1 : 0;
                tiedInB += inB == 0 ? 1 : 0;
                pairs++;
            }
        }
        return agreeing / Math.sqrt((double) (pairs - tiedInA) * (pairs - tiedInB));
    }
}
