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
    private static final int MOST_ROUNDS = 60;
    private static final double FIRST_RADIUS = 4;
    private static final double LAST_RADIUS = 0.02;
    private static final double WORTH_A_ROUND = 0.05;

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
    private final int[] partOf;
    private final List<Answer> answers = new ArrayList<>();

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
        this.partOf = new int[root.length];
        Arrays.fill(partOf, -1);
        List<List<Integer>> members = new ArrayList<>();
        for (int v = 0; v < root.length; v++) {
            int at = root(root, v);
            if (partOf[at] < 0) {
                partOf[at] = members.size();
                members.add(new ArrayList<>());
            }
            members.get(partOf[at]).add(v);
            partOf[v] = partOf[at];
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
        double[] none = new double[tying.size()];
        Asked best = ask(none);
        if (first.length > 0) {
            for (int r = 0; r < first.length; r++) {
                first[r] = Math.max(leastPrice(r), Math.min(mostPrice(r), first[r]));
            }
            best = better(best, ask(first));
        }
        if (System.getProperty("trace") != null) { for (int k = 0; k < 2; k++) { double[] sum = new double[tying.size()]; for (int i = k * parts.size(); i < Math.min(answers.size(), (k + 1) * parts.size()); i++) for (int r = 0; r < sum.length; r++) sum[r] += answers.get(i).takes()[r]; System.out.println(Arrays.toString(sum) + " first " + Arrays.toString(first)); } }
        double radius = FIRST_RADIUS;
        for (int round = 0; round < MOST_ROUNDS && radius > LAST_RADIUS && System.nanoTime() < endNanos; round++) {
            Proposal next = propose(best.prices, radius);
            if (System.getProperty("trace") != null) System.out.println("hoped " + next.hoped() + " best " + best.value + " answers " + answers.size() + " parts " + parts.size() + " rows " + tying.size()+ " " + Arrays.toString(next.prices()));
            if (next.hoped() < best.value + WORTH_A_ROUND) {
                break;
            }
            Asked asked = ask(next.prices());
            if (System.getProperty("trace") != null) System.out.printf("   round %d best %.2f hoped %.2f got %.2f radius %.3f%n", round, best.value, next.hoped(), asked.value, radius);
            radius = asked.value > best.value + 0.2 * (next.hoped() - best.value) ? radius * 1.5 : radius * 0.6;
            best = better(best, asked);
        }
        return best.value - TOLERANCE;
    }

    /** Rows that only bound from one side are not paid for on the other. */
    private double leastPrice(int row) {
        return Double.isInfinite(tying.get(row).most()) ? 0 : Double.NEGATIVE_INFINITY;
    }

    private double mostPrice(int row) {
        return Double.isInfinite(tying.get(row).least()) ? 0 : Double.POSITIVE_INFINITY;
    }

    private static Asked better(Asked one, Asked other) {
        return other.value > one.value ? other : one;
    }

    /** What all parts and prices come to. */
    private static final class Asked {
        private final double[] prices;
        private double value;

        Asked(double[] prices) {
            this.prices = prices;
        }
    }

    private record Proposal(double[] prices, double hoped) {}

    /** A solution of a part: what it costs without prices, and what it takes of each row. */
    private record Answer(int part, double cost, double[] takes) {}

    private Proposal propose(double[] center, double radius) {
        LinearModel master = new LinearModel();
        int rows = tying.size();
        for (int r = 0; r < rows; r++) {
            LinearModel.Row row = tying.get(r);
            double limit = center[r] > 0 || Double.isInfinite(row.most()) ? row.least() : row.most();
            master.variable(
                    Math.max(leastPrice(r), center[r] - radius), Math.min(mostPrice(r), center[r] + radius), -limit, false);
        }
        for (int part = 0; part < parts.size(); part++) {
            master.variable(-1e7, 1e7, -1, false);
        }
        for (Answer answer : answers) {
            LinearModel.Row cut = master.atMost(answer.cost());
            cut.plus(1, rows + answer.part());
            for (int r = 0; r < rows; r++) {
                if (answer.takes()[r] != 0) {
                    cut.plus(answer.takes()[r], r);
                }
            }
        }
        BoundSolver.Solution solution = solver.minimum(master, PART_SECONDS);
        return new Proposal(Arrays.copyOf(solution.values(), rows), -solution.bound());
    }

    private Asked ask(double[] prices) {
        Asked asked = new Asked(prices);
        double[] cost = model.variables().stream()
                .mapToDouble(LinearModel.Variable::cost)
                .toArray();
        double[] plain = cost.clone();
        for (int r = 0; r < prices.length; r++) {
            LinearModel.Row row = tying.get(r);
            if (prices[r] != 0) {
                asked.value += prices[r] * (prices[r] > 0 ? row.least() : row.most());
            }
            for (int i = 0; i < row.size(); i++) {
                cost[row.variable(i)] -= prices[r] * row.coefficient(i);
            }
        }
        double[] value = new double[cost.length];
        for (int part = 0; part < parts.size(); part++) {
            BoundSolver.Solution solution = solver.minimum(part(part, cost), PART_SECONDS);
            asked.value += solution.bound();
            double paid = 0;
            for (int i = 0; i < solution.values().length; i++) {
                int v = parts.get(part)[i];
                value[v] = solution.values()[i];
                paid += plain[v] * value[v];
            }
            if (solution.values().length > 0) {
                answers.add(new Answer(part, paid, takes(part, value)));
            }
        }
        return asked;
    }

    private double[] takes(int part, double[] value) {
        double[] takes = new double[tying.size()];
        for (int r = 0; r < takes.length; r++) {
            LinearModel.Row row = tying.get(r);
            for (int i = 0; i < row.size(); i++) {
                if (partOf[row.variable(i)] == part) {
                    takes[r] += row.coefficient(i) * value[row.variable(i)];
                }
            }
        }
        return takes;
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
