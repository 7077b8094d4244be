package dev.berth.evaluation.compare;

import java.util.Arrays;
import java.util.List;

/**
 * What a few seeds say of one number: their median, and Student's interval for the mean,
 *
 * <pre>
 *   mean -+ t(n - 1, 0.975) * s / sqrt(n)        s = sample standard deviation
 * </pre>
 *
 * which assumes that seeds are independent and nearly normal. With 3 seeds t is 4.3: the interval is wide because three
 * values know little. Of differences it is the paired interval, since each is taken within one seed.
 *
 * @param interval95 lower and upper end; empty for a single value, which has no spread
 */
public record Estimate(int seeds, double median, double mean, List<Double> interval95) {
    /** t(1, 0.975), t(2, 0.975), ... */
    private static final double[] STUDENT = {
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120,
        2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042
    };

    private static final double NORMAL = 1.960;

    public Estimate {
        interval95 = List.copyOf(interval95);
    }

    /**
     * @param values one of each seed, at least one
     */
    public static Estimate of(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int n = sorted.length;
        double median = n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
        double mean = Arrays.stream(sorted).sum() / n;
        if (n < 2) {
            return new Estimate(n, median, mean, List.of());
        }
        double squares = 0;
        for (double value : sorted) {
            squares += (value - mean) * (value - mean);
        }
        double half = student(n - 1) * Math.sqrt(squares / (n - 1) / n);
        return new Estimate(n, median, mean, List.of(mean - half, mean + half));
    }

    /** Whether zero lies outside the interval; false if there is none. */
    public boolean excludesZero() {
        return !interval95.isEmpty() && (interval95.get(0) > 0 || interval95.get(1) < 0);
    }

    private static double student(int degreesOfFreedom) {
        return degreesOfFreedom <= STUDENT.length ? STUDENT[degreesOfFreedom - 1] : NORMAL;
    }
}
