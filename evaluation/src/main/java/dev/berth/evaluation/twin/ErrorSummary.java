package dev.berth.evaluation.twin;

import dev.berth.simulator.trace.Quantiles;
import java.util.Arrays;
import java.util.stream.DoubleStream;

/**
 * Errors of one figure over many runs, as shares.
 *
 * @param goal what an error should be at most
 * @param withinGoal share of the runs whose error is
 */
public record ErrorSummary(
        int runs, double goal, double withinGoal, double median, double mean, double p90, double worst) {
    static ErrorSummary of(DoubleStream errors, double goal) {
        double[] sizes = errors.map(Math::abs).sorted().toArray();
        if (sizes.length == 0) {
            return new ErrorSummary(0, goal, 1, 0, 0, 0, 0);
        }
        long within = Arrays.stream(sizes).filter(size -> size <= goal).count();
        return new ErrorSummary(
                sizes.length,
                goal,
                (double) within / sizes.length,
                Quantiles.ofSorted(sizes, 0.5),
                Arrays.stream(sizes).sum() / sizes.length,
                Quantiles.ofSorted(sizes, 0.9),
                sizes[sizes.length - 1]);
    }
}
