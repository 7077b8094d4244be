package dev.berth.evaluation.twin;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * Finds positive numbers that make residuals small: damped Gauss-Newton (Levenberg-Marquardt) on the logarithms of the numbers,
 * with differences for derivatives, which Broyden's rule keeps up to date from step to step and which are taken anew when they
 * no longer help. The differences are wide, since a simulated run near the knee jumps when a coefficient moves a little; for the
 * same reason the search ends when a step gains less than half a percent. Residuals cost what {@link Misfit#cost} says.
 * Deterministic.
 */
final class LogLeastSquares {
    private static final double DIFFERENCE = 0.04;
    private static final double LONGEST_STEP = 0.7;
    private static final double LEAST_GAIN = 0.005;
    private static final int MOST_ROUNDS = 20;
    private static final int MOST_TRIES = 3;
    private static final double FIRST_DAMPING = 0.01;
    private static final double LEAST_DAMPING = 1e-4;
    private static final double DAMPING_UP = 6;
    private static final double DAMPING_DOWN = 5;
    private static final double FLAT = 1e-3;

    private final UnaryOperator<double[]> residualsOf;
    private final Consumer<String> progress;

    /** @param residualsOf the residuals that the numbers give */
    LogLeastSquares(UnaryOperator<double[]> residualsOf, Consumer<String> progress) {
        this.residualsOf = residualsOf;
        this.progress = progress;
    }

    /**
     * @param relativeErrors standard errors of the logarithms of the numbers
     */
    @SuppressWarnings("ArrayRecordComponent") // two results of one call, read at once and compared by nobody
    record Solution(double[] numbers, double[] relativeErrors, double cost) {}

    Solution from(double[] start) {
        Place place = new Place(logs(start));
        boolean fresh = true;
        for (int round = 1; round <= MOST_ROUNDS; round++) {
            double gain = place.improve();
            progress.accept("round " + round + ": cost " + Math.round(place.cost * 100) / 100.0);
            boolean smallGain = gain < LEAST_GAIN * place.cost;
            if (smallGain && fresh) {
                break;
            }
            fresh = smallGain;
            if (smallGain) {
                place.differentiate();
            }
        }
        if (!fresh) {
            place.differentiate();
        }
        return new Solution(numbers(place.at), place.relativeErrors(), place.cost);
    }

    /** Where the search is, and what is known of the slopes there. */
    private final class Place {
        private double[] at;
        private double[] residuals;
        private double cost;
        private RealMatrix jacobian;
        private double damping = FIRST_DAMPING;

        Place(double[] at) {
            this.at = at;
            this.residuals = residuals(at);
            this.cost = Misfit.cost(residuals);
            differentiate();
        }

        void differentiate() {
            jacobian = jacobian(at, residuals);
        }

        /** Tries steps, shorter ones after longer ones; returns what the first good one gained, 0 if none is good. */
        double improve() {
            for (int tries = 0; tries < MOST_TRIES; tries++) {
                double[] step = step();
                double[] next = plus(at, step);
                double[] nextResiduals = residuals(next);
                double nextCost = Misfit.cost(nextResiduals);
                learn(step, nextResiduals);
                if (nextCost < cost) {
                    double gain = cost - nextCost;
                    at = next;
                    residuals = nextResiduals;
                    cost = nextCost;
                    damping = Math.max(LEAST_DAMPING, damping / DAMPING_DOWN);
                    return gain;
                }
                damping *= DAMPING_UP;
            }
            return 0;
        }

        /** Broyden's update: the smallest change of the slopes that explains what the step did. */
        private void learn(double[] step, double[] nextResiduals) {
            double[] expected = jacobian.operate(step);
            double length = Arrays.stream(step).map(s -> s * s).sum();
            for (int i = 0; i < expected.length; i++) {
                double unexplained = nextResiduals[i] - residuals[i] - expected[i];
                for (int j = 0; j < step.length; j++) {
                    jacobian.addToEntry(i, j, unexplained * step[j] / length);
                }
            }
        }

        private double[] step() {
            RealMatrix weighted = weighted(jacobian);
            double[] slope = weighted.transpose().operate(weighted(residuals));
            double[] step = new CholeskyDecomposition(damped(curvature(weighted), damping))
                    .getSolver()
                    .solve(new ArrayRealVector(slope, false))
                    .toArray();
            return Arrays.stream(step)
                    .map(s -> -Math.max(-LONGEST_STEP, Math.min(LONGEST_STEP, s)))
                    .toArray();
        }

        /** Each row times the root of its weight, so that squares of them weigh as they should. */
        private RealMatrix weighted(RealMatrix rows) {
            RealMatrix weighted = rows.copy();
            for (int i = 0; i < residuals.length; i++) {
                weighted.setRowVector(i, weighted.getRowVector(i).mapMultiply(rootWeight(i)));
            }
            return weighted;
        }

        private double[] weighted(double[] values) {
            return IntStream.range(0, values.length)
                    .mapToDouble(i -> rootWeight(i) * values[i])
                    .toArray();
        }

        private double rootWeight(int row) {
            return Math.sqrt(Misfit.weight(residuals[row]));
        }

        /** From the curvature, as for a straight model with the scatter that is left. */
        double[] relativeErrors() {
            RealMatrix spread = new CholeskyDecomposition(damped(curvature(weighted(jacobian)), LEAST_DAMPING))
                    .getSolver()
                    .getInverse()
                    .scalarMultiply(cost / (residuals.length - at.length));
            return IntStream.range(0, at.length)
                    .mapToDouble(j -> Math.sqrt(spread.getEntry(j, j)))
                    .toArray();
        }
    }

    private double[] residuals(double[] logs) {
        return residualsOf.apply(numbers(logs));
    }

    private RealMatrix jacobian(double[] at, double[] residuals) {
        double[][] rows = new double[residuals.length][at.length];
        for (int j = 0; j < at.length; j++) {
            double[] beside = at.clone();
            beside[j] += DIFFERENCE;
            double[] moved = residuals(beside);
            for (int i = 0; i < moved.length; i++) {
                rows[i][j] = (moved[i] - residuals[i]) / DIFFERENCE;
            }
        }
        return new Array2DRowRealMatrix(rows, false);
    }

    private static RealMatrix curvature(RealMatrix weighted) {
        return weighted.transpose().multiply(weighted);
    }

    private static RealMatrix damped(RealMatrix curvature, double damping) {
        RealMatrix damped = curvature.copy();
        for (int j = 0; j < damped.getRowDimension(); j++) {
            damped.addToEntry(j, j, damping * (curvature.getEntry(j, j) + FLAT));
        }
        return damped;
    }

    private static double[] plus(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(j -> a[j] + b[j]).toArray();
    }

    private static double[] logs(double[] values) {
        return Arrays.stream(values).map(Math::log).toArray();
    }

    private static double[] numbers(double[] logs) {
        return Arrays.stream(logs).map(Math::exp).toArray();
    }
}
