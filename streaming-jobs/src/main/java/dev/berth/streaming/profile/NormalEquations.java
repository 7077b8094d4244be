package dev.berth.streaming.profile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Weighted least squares with a prior for each unknown, none of them below 0: the few unknowns of a step's time. Rows are added
 * one by one; an unknown that would be negative is held at 0 and the others solved again.
 */
final class NormalEquations {
    private final int size;
    private final double[][] matrix;
    private final double[] right;

    /**
     * @param means of the unknowns before anything was seen
     * @param deviations of those; above 0
     */
    NormalEquations(double[] means, double[] deviations) {
        this.size = means.length;
        this.matrix = new double[size][size];
        this.right = new double[size];
        for (int i = 0; i < size; i++) {
            double precision = 1 / (deviations[i] * deviations[i]);
            matrix[i][i] = precision;
            right[i] = precision * means[i];
        }
    }

    /** Adds {@code row * unknowns = value} with a precision, 1 / variance. */
    void add(double[] row, double value, double precision) {
        for (int i = 0; i < size; i++) {
            double weighted = precision * row[i];
            if (weighted == 0) {
                continue;
            }
            right[i] += weighted * value;
            for (int j = 0; j < size; j++) {
                matrix[i][j] += weighted * row[j];
            }
        }
    }

    double[] solve() {
        boolean[] held = new boolean[size];
        while (true) {
            double[] solution = solve(held, right);
            int worst = -1;
            for (int i = 0; i < size; i++) {
                if (solution[i] < 0 && (worst < 0 || solution[i] < solution[worst])) {
                    worst = i;
                }
            }
            if (worst < 0) {
                return solution;
            }
            held[worst] = true;
        }
    }

    /** What is left to know of the unknowns, as if none were held at 0. */
    List<List<Double>> covariance() {
        List<List<Double>> inverse = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            double[] unit = new double[size];
            unit[i] = 1;
            inverse.add(Arrays.stream(solve(new boolean[size], unit)).boxed().toList());
        }
        return inverse;
    }

    /** By Cholesky, on units in which the diagonal is 1: coefficients differ by a factor of a million. */
    private double[] solve(boolean[] held, double[] rightSide) {
        double[] unit = new double[size];
        double[][] lower = new double[size][size];
        double[] half = new double[size];
        for (int i = 0; i < size; i++) {
            unit[i] = 1 / Math.sqrt(matrix[i][i]);
        }
        for (int i = 0; i < size; i++) {
            for (int j = 0; j <= i; j++) {
                boolean out = held[i] || held[j];
                double sum = i == j ? 1 : out ? 0 : matrix[i][j] * unit[i] * unit[j];
                for (int k = 0; k < j; k++) {
                    sum -= lower[i][k] * lower[j][k];
                }
                lower[i][j] = i == j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / lower[j][j];
            }
            double sum = held[i] ? 0 : rightSide[i] * unit[i];
            for (int k = 0; k < i; k++) {
                sum -= lower[i][k] * half[k];
            }
            half[i] = sum / lower[i][i];
        }
        double[] solution = new double[size];
        for (int i = size - 1; i >= 0; i--) {
            double sum = half[i];
            for (int k = i + 1; k < size; k++) {
                sum -= lower[k][i] * solution[k];
            }
            solution[i] = sum / lower[i][i];
        }
        for (int i = 0; i < size; i++) {
            solution[i] *= unit[i];
        }
        return solution;
    }
}
