package dev.berth.optimizer.certify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A bound of a linear program that is too large to be solved in whole numbers, but falls apart once a few rows are taken out.
 * Those rows get prices in their place (a Lagrangian relaxation): to break one by a unit costs its price, to have room in it
 * pays it. Whatever the prices, the optima of all parts and the prices of what the rows ask for add up to no more than the
 * program's own optimum, since its solutions break no row. The parts are solved in whole numbers, which the linear relaxation
 * has not; the program's own optimum is above the best such sum by what a few rows can tie together.
 *
 * <p>The first prices are nothing, or those of a coarser program. Then those are asked at which the parts could come to most
 * for all that is known of them: each solution of a part says what it comes to at any prices at most (a cutting plane). They
 * stay near the best prices so far, farther away when that has paid or nothing is to be hoped for nearby and nearer when it has
 * not, until nothing is hoped for anywhere, or until time is over: what was proven by then holds as well.
 */
final class PricedParts {
    private static final int MOST_ROUNDS = 200;
    private static final double FIRST_RADIUS = 4;

    /** The same where the first prices are good ones already. */
    private static final double NEAR_RADIUS = 0.5;

    /** As far as any price ever is: 20 is a load. */
    private static final double EVERYWHERE = 100;

    private static final double FAR_WIDER = 3;
    private static final double WIDER = 1.5;
    private static final double NARROWER = 0.5;

    /** Share of what was hoped for that makes a round a good one, or as good as what was hoped for. */
    private static final double GOOD = 0.2;

    private static final double AS_HOPED = 0.8;

    /** The parts need not be solved more exactly than to this share of what is hoped for. */
    private static final double INEXACT = 0.1;

    private static final double MOST_INEXACT = 0.01;

    /** A round that can't bring more than this is not worth its time. */
    private static final double WORTH_A_ROUND = 0.05;

    /** What the solver's own tolerances may add up to over all parts. */
    private static final double TOLERANCE = 0.01;

    /** A part that takes longer counts with what is proven of it by then. */
    private static final double PART_SECONDS = 20;

    /** So much a part gets where time is over before the first prices have been asked. */
    private static final double LEAST_SECONDS = 0.2;

    /** Offers only guide the prices: without a solver's last digits they are fewer, and easier on it. */
    private static final double ROUNDING = 1e6;

    private final LinearModel model;
    private final List<LinearModel.Row> tying;
    private final boolean[] fixing;
    private final BoundSolver solver;
    private final boolean[] zero;
    private final List<int[]> parts = new ArrayList<>();
    private final List<List<LinearModel.Row>> rowsOf = new ArrayList<>();
    private final List<Set<Offer>> offers = new ArrayList<>();
    private final double[] plainCost;
    private final long endNanos;

    private PricedParts(LinearModel model, List<LinearModel.Row> tying, BoundSolver solver, double seconds) {
        this.model = model;
        this.solver = solver;
        this.endNanos = System.nanoTime() + Math.round(seconds * 1e9);
        this.zero = new boolean[model.variables().size()];
        this.plainCost = model.variables().stream()
                .mapToDouble(LinearModel.Variable::cost)
                .toArray();
        this.tying = List.copyOf(tying);
        this.fixing = new boolean[tying.size()];
        for (int r = 0; r < fixing.length; r++) {
            fixing[r] = fixes(tying.get(r));
        }
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
        for (List<Integer> part : members) {
            parts.add(part.stream().mapToInt(v -> v).toArray());
            rowsOf.add(new ArrayList<>());
            offers.add(new LinkedHashSet<>());
        }
        for (LinearModel.Row row : others) {
            if (row.size() > 0) {
                rowsOf.get(partOf[root(root, row.variable(0))]).add(row);
            }
        }
    }

    /**
     * Prices, and what all parts and they come to.
     *
     * @param prices of the tying rows
     * @param sum no solution costs less (asked), or no prices come to more for all that is known (hoped for)
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Priced(double[] prices, double sum) {}

    /**
     * @param tying the rows that get prices
     * @param first prices to begin with, one for each of these rows
     * @param seconds after which no new prices are tried
     * @return what no solution costs less than, and the prices that prove it
     */
    static Priced best(
            LinearModel model, List<LinearModel.Row> tying, double[] first, BoundSolver solver, double seconds) {
        return new PricedParts(model, tying, solver, seconds).best(first);
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

    /** A solution of a part: what it costs without prices, and what it takes of each tying row. */
    private record Offer(double cost, List<Double> takes) {}

    private Priced best(double[] first) {
        Priced best = ask(first, MOST_INEXACT / 10, true);
        double radius = Arrays.stream(first).allMatch(price -> price == 0) ? FIRST_RADIUS : NEAR_RADIUS;
        for (int round = 0; round < MOST_ROUNDS && secondsLeft() > 0; round++) {
            Priced hoped = hope(best.prices(), radius);
            if (hoped == null) {
                break;
            }
            if (hoped.sum() < best.sum() + WORTH_A_ROUND) {
                if (radius > EVERYWHERE) {
                    break;
                }
                radius *= FAR_WIDER; // nothing to hope for so near
                continue;
            }
            double within = INEXACT * (hoped.sum() - best.sum()) / Math.max(1, Math.abs(best.sum()));
            Priced asked = ask(hoped.prices(), Math.min(MOST_INEXACT, within), false);
            double come = (asked.sum() - best.sum()) / (hoped.sum() - best.sum());
            radius *= come > AS_HOPED ? FAR_WIDER : come > GOOD ? WIDER : NARROWER;
            best = asked.sum() > best.sum() ? asked : best;
        }
        return new Priced(best.prices(), best.sum() - TOLERANCE);
    }

    private double secondsLeft() {
        return (endNanos - System.nanoTime()) / 1e9;
    }

    /** The best prices near these, for all that is known of the parts; null if the solver finds none. */
    private Priced hope(double[] center, double radius) {
        LinearModel all = new LinearModel();
        int rows = tying.size();
        for (int r = 0; r < rows; r++) {
            LinearModel.Row row = tying.get(r);
            double most = fixing[r] || Double.isInfinite(row.least()) ? 0 : center[r] + radius;
            double least = fixing[r] || Double.isInfinite(row.most()) ? 0 : Math.min(most, center[r] - radius);
            all.variable(least, most, -(Double.isInfinite(row.most()) ? row.least() : row.most()), false);
        }
        for (int part = 0; part < parts.size(); part++) {
            int sum = all.variable(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, -1, false);
            for (Offer offer : offers.get(part)) {
                LinearModel.Row atMost = all.atMost(offer.cost()).plus(1, sum);
                for (int r = 0; r < rows; r++) {
                    if (offer.takes().get(r) != 0) {
                        atMost.plus(offer.takes().get(r), r);
                    }
                }
            }
        }
        BoundSolver.Solution solution = solver.minimum(all, 0, PART_SECONDS);
        return solution.values().length == 0
                ? null
                : new Priced(Arrays.copyOf(solution.values(), rows), -solution.bound());
    }

    /**
     * @param within how exactly the parts are to be solved, relative
     * @param toTheEnd whether the answer is needed even if time is over before; else it is nothing then
     */
    private Priced ask(double[] prices, double within, boolean toTheEnd) {
        double sum = 0;
        double[] cost = plainCost.clone();
        for (int r = 0; r < prices.length; r++) {
            LinearModel.Row row = tying.get(r);
            if (prices[r] != 0) {
                sum += prices[r] * (prices[r] > 0 ? row.least() : row.most());
            }
            for (int i = 0; i < row.size(); i++) {
                cost[row.variable(i)] -= prices[r] * row.coefficient(i);
            }
        }
        double[] value = new double[cost.length];
        for (int part = 0; part < parts.size(); part++) {
            if (!toTheEnd && secondsLeft() <= 0) {
                return new Priced(prices, Double.NEGATIVE_INFINITY);
            }
            LinearModel own = part(part, cost);
            BoundSolver.Solution solution =
                    solver.minimum(own, within, Math.max(LEAST_SECONDS, Math.min(PART_SECONDS, secondsLeft())));
            sum += solution.bound() > Double.NEGATIVE_INFINITY
                    ? solution.bound()
                    : solver.bound(own, false, PART_SECONDS).bound();
            if (solution.values().length > 0) {
                offers.get(part).add(offer(parts.get(part), solution.values(), value));
            }
        }
        return new Priced(prices, sum);
    }

    /** @param value of all variables, zero but while this is made */
    private Offer offer(int[] members, double[] values, double[] value) {
        double cost = 0;
        for (int i = 0; i < members.length; i++) {
            value[members[i]] = values[i];
            cost += plainCost[members[i]] * values[i];
        }
        List<Double> takes = new ArrayList<>();
        for (LinearModel.Row row : tying) {
            double taken = 0;
            for (int i = 0; i < row.size(); i++) {
                taken += row.coefficient(i) * value[row.variable(i)];
            }
            takes.add(Math.rint(taken * ROUNDING) / ROUNDING);
        }
        for (int member : members) {
            value[member] = 0;
        }
        return new Offer(Math.rint(cost * ROUNDING) / ROUNDING, takes);
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
