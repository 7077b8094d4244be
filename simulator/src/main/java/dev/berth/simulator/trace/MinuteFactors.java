package dev.berth.simulator.trace;

import java.util.Arrays;

/**
 * How lively each minute of a trace was beside its neighbours, which has the bursts of real traffic and none of its trend: the
 * minute's count over the mean of the eleven minutes around it, all scaled to the mean 1. Repeated when they are used up.
 */
public final class MinuteFactors {
    /** Every minute alike. */
    public static final MinuteFactors NONE = new MinuteFactors(new double[0]);

    private static final double MINUTE_SECONDS = 60;
    private static final int NEIGHBOURS = 5;

    private final double[] factors;

    private MinuteFactors(double[] factors) {
        this.factors = factors;
    }

    /** Of the whole minutes of a trace; a trace of less than two has none. */
    public static MinuteFactors of(TraceSource source) {
        double[] counts = counts(source);
        return new MinuteFactors(counts.length < 2 ? new double[0] : detrended(counts));
    }

    private static double[] counts(TraceSource source) {
        double[] counts = new double[64];
        int minutes = 0;
        try (TraceReading reading = source.open(1)) {
            while (reading.hasNext()) {
                int minute = (int) (reading.next().atSeconds() / MINUTE_SECONDS);
                if (minute >= counts.length) {
                    counts = Arrays.copyOf(counts, 2 * minute);
                }
                counts[minute]++;
                minutes = minute; // The last one is seldom whole.
            }
        }
        return Arrays.copyOf(counts, minutes);
    }

    static double[] detrended(double[] counts) {
        double[] factors = new double[counts.length];
        double sum = 0;
        for (int i = 0; i < counts.length; i++) {
            int from = Math.max(0, i - NEIGHBOURS);
            int to = Math.min(counts.length, i + NEIGHBOURS + 1);
            double around = Arrays.stream(counts, from, to).average().orElseThrow();
            factors[i] = around == 0 ? 0 : counts[i] / around;
            sum += factors[i];
        }
        double mean = sum / counts.length;
        return Arrays.stream(factors).map(f -> mean == 0 ? 1 : f / mean).toArray();
    }

    double at(double seconds) {
        return factors.length == 0 ? 1 : factors[(int) (seconds / MINUTE_SECONDS) % factors.length];
    }

    double[] factors() {
        return factors.clone();
    }
}
