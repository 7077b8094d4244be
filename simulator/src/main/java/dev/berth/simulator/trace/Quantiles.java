package dev.berth.simulator.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Quantiles of a sample, and a distribution given by some of its quantiles. */
public final class Quantiles {
    private Quantiles() {}

    /**
     * The quantile of a sample, linear between neighbours (the usual definition of statistics packages).
     *
     * @param ascending at least one
     * @param share 0 to 1
     */
    public static double ofSorted(double[] ascending, double share) {
        double place = share * (ascending.length - 1);
        int below = (int) Math.floor(place);
        int above = Math.min(below + 1, ascending.length - 1);
        return ascending[below] + (ascending[above] - ascending[below]) * (place - below);
    }

    /** A published quantile. */
    record Knot(double share, double value) {}

    /**
     * A distribution of positive values known by some quantiles: monotone between them, linear in the logarithm of the
     * value, since lengths are skewed (this meets the published means of the Azure trace within 3 %, straight lines miss by
     * 11 %).
     *
     * @param knots from share 0 to share 1, both ascending
     */
    record Distribution(List<Knot> knots) {
        Distribution {
            knots = List.copyOf(knots);
            for (int i = 1; i < knots.size(); i++) {
                if (knots.get(i).share() <= knots.get(i - 1).share()
                        || knots.get(i).value() < knots.get(i - 1).value()) {
                    throw new IllegalArgumentException("quantiles must ascend: " + knots);
                }
            }
        }

        /** From percentiles and values in turn: {@code 0, min, ..., 50, median, ..., 100, max}. */
        static Distribution ofPercentiles(double... percentilesAndValues) {
            List<Knot> knots = new ArrayList<>();
            for (int i = 0; i < percentilesAndValues.length; i += 2) {
                knots.add(new Knot(percentilesAndValues[i] / 100, percentilesAndValues[i + 1]));
            }
            return new Distribution(knots);
        }

        /** Whole numbers, one from each of {@code count} equally likely parts, in random order: as exact as can be. */
        int[] stratified(int count, RandomGenerator random) {
            int[] values = new int[count];
            for (int i = 0; i < count; i++) {
                int place = random.nextInt(i + 1);
                values[i] = values[place];
                values[place] = (int) Math.round(at((i + random.nextDouble()) / count));
            }
            return values;
        }

        double at(double share) {
            Knot below = knots.get(0);
            for (Knot above : knots.subList(1, knots.size())) {
                if (share <= above.share()) {
                    double part = (share - below.share()) / (above.share() - below.share());
                    return below.value() * Math.pow(above.value() / below.value(), part);
                }
                below = above;
            }
            return below.value();
        }
    }
}
