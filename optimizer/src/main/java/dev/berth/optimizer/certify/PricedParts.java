package dev.berth.optimizer.certify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A bound of a linear program that is too large to be solved in whole numbers, but falls apart once a few rows are taken out.
 * Those rows get prices in their place (a Lagrangian relaxation): to break one by a unit costs its price, to have room in it
 * pays it. Whatever the prices, the optima of all parts and the prices of what the rows ask for add up to no more than the
 * program's own optimum, since its solutions break no row. The parts are solved in whole numbers, which the linear relaxation
 * has not; the program's own optimum is above the best such sum by what a few rows can tie together.
 *
 * <p>The first prices are those of the linear relaxation. Then each row's price goes up where the parts ask for too much of it,
 * and down where they leave some over, by ever smaller steps (a subgradient, in shares of the first prices, as rows have
 * units of their own).
 */
final class PricedParts {
    private static final int MOST_ROUNDS = 40;
    private static final double FIRST_STEP = 0.2;
    private static final double LAST_STEP = 0.01;

    /** What the solver's own tolerances may add up to over all parts. */
    private static final double TOLERANCE = 0.01;

    /** A part that takes longer counts with what is proven of it by then. */
    private static final double PART_SECONDS = 20;

    private final LinearModel model;
    private final List<LinearModel.Row> tying;
    private final BoundSolver solver;
    private final boolean[] zero;
    private final List<int[]> parts;
    private final List<List<LinearModel.Row>> rowsOf;
    private final long endNanos;

    private PricedParts(LinearModel model, List<LinearModel.Row> tying, BoundSolver solver, double seconds) {
        this.model = model;
        this.solver = solver;
        this.endNanos = System.nanoTime() + Math.round(seconds * 1e9);
        this.zero = new boolean[model.variables().size()];
        this.tying = tying.stream().filter(row -> !fixes(row)).toList();
        int[] root = new int[zero.length];
        Arrays.setAll(root, v -> v);
        List<LinearModel.Row> others = model.rows().stream()
                .filter(row -> tying.stream().noneMatch(t -> t == row))
                .toList();
        for (LinearModel.Row row : others) {
            for (int i = 1; i < row.size(); i++) {
                root[root(root, row.variable(i))] = root(root, row.variable(0));
            }
        }
        int[] partOf = new int[root.length];
        Arrays.fill(partOf, -1);
        List<List<Integer>> members = new ArrayList<>();
        for (int v = 0; v < root.length; v++) {
            int at = root(root, v);
            if (partOf[at] < 0) {
                partOf[at] = members.size();
                members.add(new ArrayList<>());
            }
            members.get(partOf[at]).add(v);
        }
        this.parts =
                members.stream().map(m -> m.stream().mapToInt(v -> v).toArray()).toList();
        this.rowsOf = new ArrayList<>();
        members.forEach(m -> rowsOf.add(new ArrayList<>()));
        for (LinearModel.Row row : others) {
            if (row.size() > 0) {
                rowsOf.get(partOf[root(root, row.variable(0))]).add(row);
            }
        }
    }

    /**
     * @param tying the rows that get prices
     * @param seconds after which no new prices are tried
     * @return what no solution costs less than
     */
    static double bound(LinearModel model, List<LinearModel.Row> tying, BoundSolver solver, double seconds) {
        return new PricedParts(model, tying, solver, seconds).best();
    }

    private static int root(int[] root, int v) {
        int at = v;
        while (root[at] != at) {
            root[at] = root[root[at]];
            at = root[at];
        }
        return at;
    }

    /** A row that allows for nothing at all needs no price: what is in it is zero. */
    private boolean fixes(LinearModel.Row row) {
        boolean nothing = row.most() == 0;
        for (int i = 0; i < row.size() && nothing; i++) {
            nothing = row.coefficient(i) >= 0
                    && model.variables().get(row.variable(i)).least() == 0;
        }
        for (int i = 0; i < row.size() && nothing; i++) {
            zero[row.variable(i)] = true;
        }
        return nothing;
    }

    private double best() {
        double[] first = solver.prices(model, tying);
        if (first.length == 0) {
            return Double.NEGATIVE_INFINITY;
        }
        for (int r = 0; r < first.length; r++) {
            first[r] = Double.isInfinite(asked(r, first)) ? 0 : first[r];
        }
        Sum best = sum(first, filled(first.length, 1));
        best = better(best, sum(first, filled(first.length, 0)));
        double step = FIRST_STEP;
        for (int round = 0; round < MOST_ROUNDS && step > LAST_STEP && System.nanoTime() < endNanos; round++) {
            double[] next = best.next(first, step);
            if (Arrays.equals(next, best.factor)) {
                break;
            }
            Sum sum = sum(first, next);
            step = sum.value > best.value ? step : step / 2;
            best = better(best, sum);
        }
        return best.value - TOLERANCE;
    }

    /** What the row asks for on the side that its price is paid for. */
    private double asked(int row, double[] first) {
        return first[row] > 0 ? tying.get(row).least() : tying.get(row).most();
    }

    private static double[] filled(int size, double value) {
        double[] all = new double[size];
        Arrays.fill(all, value);
        return all;
    }

    private static Sum better(Sum one, Sum other) {
        return other.value > one.value ? other : one;
    }

    /** What all parts and prices come to, at prices that are so many times the first ones. */
    private static final class Sum {
        private final double[] factor;
        private final double[] slope;
        private double value;

        Sum(double[] factor) {
            this.factor = factor;
            this.slope = new double[factor.length];
        }

        /** Prices a step up the slope; they keep their signs, as rows that are bounds ask for. */
        double[] next(double[] first, double step) {
            double norm = 1e-9;
            for (int r = 0; r < first.length; r++) {
                norm = Math.hypot(norm, slope[r] * first[r]);
            }
            double[] next = new double[first.length];
            for (int r = 0; r < first.length; r++) {
                next[r] = Math.max(0, factor[r] + step * slope[r] * first[r] / norm);
            }
            return next;
        }
    }

    private Sum sum(double[] first, double[] factor) {
        Sum sum = new Sum(factor);
        double[] cost = model.variables().stream()
                .mapToDouble(LinearModel.Variable::cost)
                .toArray();
        for (int r = 0; r < first.length; r++) {
            LinearModel.Row row = tying.get(r);
            double price = first[r] * factor[r];
            if (first[r] != 0) {
                sum.slope[r] = asked(r, first);
                sum.value += price * sum.slope[r];
            }
            for (int i = 0; i < row.size(); i++) {
                cost[row.variable(i)] -= price * row.coefficient(i);
            }
        }
        double[] value = new double[cost.length];
        for (int part = 0; part < parts.size(); part++) {
            BoundSolver.Solution solution = solver.minimum(part(part, cost), PART_SECONDS);
            sum.value += solution.bound();
            for (int i = 0; i < solution.values().length; i++) {
                value[parts.get(part)[i]] = solution.values()[i];
            }
        }
        for (int r = 0; r < first.length; r++) {
            LinearModel.Row row = tying.get(r);
            for (int i = 0; i < row.size(); i++) {
                sum.slope[r] -= row.coefficient(i) * value[row.variable(i)];
            }
        }
        return sum;
    }

    private LinearModel part(int part, double[] cost) {
        LinearModel own = new LinearModel();
        int[] members = parts.get(part);
        for (int v : members) {
            LinearModel.Variable variable = model.variables().get(v);
            own.variable(variable.least(), zero[v] ? 0 : variable.most(), cost[v], variable.whole());
        }
        for (LinearModel.Row row : rowsOf.get(part)) {
            LinearModel.Row copy = own.row(row.least(), row.most());
            for (int i = 0; i < row.size(); i++) {
                copy.plus(row.coefficient(i), Arrays.binarySearch(members, row.variable(i)));
            }
        }
        return own;
    }
}
