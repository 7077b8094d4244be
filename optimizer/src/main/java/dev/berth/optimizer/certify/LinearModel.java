package dev.berth.optimizer.certify;

import java.util.ArrayList;
import java.util.List;

/** A linear program to be minimised, some of whose variables are whole numbers. Built once, then read by a solver. */
public final class LinearModel {
    private final List<Variable> variables = new ArrayList<>();
    private final List<Row> rows = new ArrayList<>();

    /** {@code least <= x <= most}, at this cost for each unit. */
    public record Variable(double least, double most, double cost, boolean whole) {}

    /** {@code least <= sum of coefficient * variable <= most}. */
    public static final class Row {
        private final double least;
        private final double most;
        private final List<Integer> variables = new ArrayList<>();
        private final List<Double> coefficients = new ArrayList<>();

        Row(double least, double most) {
            this.least = least;
            this.most = most;
        }

        Row plus(double coefficient, int variable) {
            variables.add(variable);
            coefficients.add(coefficient);
            return this;
        }

        public double least() {
            return least;
        }

        public double most() {
            return most;
        }

        public int size() {
            return variables.size();
        }

        public int variable(int i) {
            return variables.get(i);
        }

        public double coefficient(int i) {
            return coefficients.get(i);
        }
    }

    int variable(double least, double most, double cost, boolean whole) {
        variables.add(new Variable(least, most, cost, whole));
        return variables.size() - 1;
    }

    Row row(double least, double most) {
        Row row = new Row(least, most);
        rows.add(row);
        return row;
    }

    Row atMost(double most) {
        return row(Double.NEGATIVE_INFINITY, most);
    }

    Row atLeast(double least) {
        return row(least, Double.POSITIVE_INFINITY);
    }

    public List<Variable> variables() {
        return variables;
    }

    public List<Row> rows() {
        return rows;
    }
}
