package dev.berth.evaluation.outcome;

/** One SLO class. */
public record ClassRow(String sloClass, long offered, long met, Latencies latencies) {
    public double attainment() {
        return offered == 0 ? 1 : (double) met / offered;
    }
}
