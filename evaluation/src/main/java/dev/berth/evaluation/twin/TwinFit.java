package dev.berth.evaluation.twin;

import dev.berth.domain.engine.EngineSpec;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * Fits {@link TwinCoefficients} to real runs: damped Gauss-Newton (Levenberg-Marquardt) on the logarithms of the coefficients,
 * with differences for derivatives. The differences are wide, since a simulated run near the knee jumps when a coefficient
 * moves a little; for the same reason the search ends when a step gains less than half a percent. Deterministic.
 */
final class TwinFit {
    private static final double DIFFERENCE = 0.04;
    private static final double LONGEST_STEP = 0.7;
    private static final double LEAST_GAIN = 0.005;
    private static final int MOST_TRIES = 5;
    private static final double FIRST_DAMPING = 0.01;
    private static final double LEAST_DAMPING = 1e-4;
    private static final double DAMPING_UP = 6;
    private static final double DAMPING_DOWN = 5;
    private static final double FLAT = 1e-3;

    private final EngineSpec template;
    private final int rank;
    private final List<RealRun> runs;
    private final Consumer<String> progress;

    /**
     * @param template what is not fitted: flags, the time of a copy into a slot
     * @param runs all of one rank
     */
    TwinFit(EngineSpec template, List<RealRun> runs, Consumer<String> progress) {
        this.template = template;
        this.rank = runs.get(0).point().rank();
        this.runs = runs;
        this.progress = progress;
    }

    /**
     * @param relativeErrors of the coefficients: the standard error of their logarithms
     */
    record Fitted(TwinCoefficients coefficients, TwinCoefficients relativeErrors, double cost) {}

    Fitted from(TwinCoefficients start, int mostRounds) {
        double[] at = logs(start.values());
        double[] residuals = residuals(at);
        double cost = Misfit.cost(residuals);
        double damping = FIRST_DAMPING;
        RealMatrix curvature = null;
        for (int round = 1; round <= mostRounds; round++) {
            RealMatrix jacobian = jacobian(at, residuals);
            RealMatrix weighted = weighted(jacobian, residuals);
            curvature = weighted.transpose().multiply(jacobian);
            ArrayRealVector slope = new ArrayRealVector(weighted.transpose().operate(residuals));
            double gain = 0;
            for (int tries = 0; tries < MOST_TRIES && gain == 0; tries++) {
                double[] next = stepped(at, curvature, slope, damping);
                double[] nextResiduals = residuals(next);
                double nextCost = Misfit.cost(nextResiduals);
                if (nextCost < cost) {
                    gain = cost - nextCost;
                    at = next;
                    residuals = nextResiduals;
                    cost = nextCost;
                    damping = Math.max(LEAST_DAMPING, damping / DAMPING_DOWN);
                } else {
                    damping *= DAMPING_UP;
                }
            }
            progress.accept("round " + round + ": cost " + Math.round(cost * 100) / 100.0);
            if (gain < LEAST_GAIN * cost) {
                break;
            }
        }
        return new Fitted(coefficients(at), TwinCoefficients.ofValues(errors(curvature, residuals, cost)), cost);
    }

    private double[] residuals(double[] logs) {
        SweepReplay replay = new SweepReplay(coefficients(logs).into(template, rank));
        double[] residuals = new double[runs.size() * Misfit.FIGURES];
        IntStream.range(0, runs.size())
                .parallel()
                .forEach(i -> Misfit.into(
                        residuals,
                        i * Misfit.FIGURES,
                        replay.run(runs.get(i).point(), 0).figures(),
                        runs.get(i).measured()));
        return residuals;
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

    private static RealMatrix weighted(RealMatrix jacobian, double[] residuals) {
        RealMatrix weighted = jacobian.copy();
        for (int i = 0; i < residuals.length; i++) {
            weighted.setRowVector(i, weighted.getRowVector(i).mapMultiply(Misfit.weight(residuals[i])));
        }
        return weighted;
    }

    private static double[] stepped(double[] at, RealMatrix curvature, ArrayRealVector slope, double damping) {
        double[] step = new CholeskyDecomposition(damped(curvature, damping))
                .getSolver()
                .solve(slope)
                .toArray();
        double[] next = at.clone();
        for (int j = 0; j < at.length; j++) {
            next[j] -= Math.max(-LONGEST_STEP, Math.min(LONGEST_STEP, step[j]));
        }
        return next;
    }

    private static RealMatrix damped(RealMatrix curvature, double damping) {
        RealMatrix damped = curvature.copy();
        for (int j = 0; j < damped.getRowDimension(); j++) {
            damped.addToEntry(j, j, damping * (curvature.getEntry(j, j) + FLAT));
        }
        return damped;
    }

    /** From the curvature, as for a straight model with the scatter that is left. */
    private static double[] errors(RealMatrix curvature, double[] residuals, double cost) {
        int n = curvature.getRowDimension();
        RealMatrix spread = new CholeskyDecomposition(damped(curvature, LEAST_DAMPING))
                .getSolver()
                .getInverse()
                .scalarMultiply(cost / (residuals.length - n));
        return IntStream.range(0, n)
                .mapToDouble(j -> Math.sqrt(spread.getEntry(j, j)))
                .toArray();
    }

    private static double[] logs(double[] values) {
        return Arrays.stream(values).map(Math::log).toArray();
    }

    private static TwinCoefficients coefficients(double[] logs) {
        return TwinCoefficients.ofValues(Arrays.stream(logs).map(Math::exp).toArray());
    }
}
