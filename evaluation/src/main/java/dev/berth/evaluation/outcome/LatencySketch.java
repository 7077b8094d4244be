package dev.berth.evaluation.outcome;

import org.HdrHistogram.Histogram;

/** Quantiles of any number of latencies in constant memory, from 1 µs to an hour with three digits; longer ones count as that. */
public final class LatencySketch {
    private static final long LONGEST_MICROS = 3_600_000_000L;

    private final Histogram micros = new Histogram(LONGEST_MICROS, 3);
    private double sumSeconds;

    public void add(double seconds) {
        micros.recordValue(Math.max(0, Math.min(LONGEST_MICROS, Math.round(seconds * 1e6))));
        sumSeconds += seconds;
    }

    public long count() {
        return micros.getTotalCount();
    }

    /** Seconds; 0 if nothing was counted. */
    public double at(double percentile) {
        return count() == 0 ? 0 : micros.getValueAtPercentile(percentile) / 1e6;
    }

    public Quantiles quantiles() {
        if (count() == 0) {
            return Quantiles.NONE;
        }
        return new Quantiles(count(), sumSeconds / count(), at(50), at(95), at(99), micros.getMaxValue() / 1e6);
    }
}
