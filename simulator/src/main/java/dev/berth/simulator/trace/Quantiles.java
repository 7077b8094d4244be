package dev.berth.simulator.trace;

import java.util.Arrays;
import java.util.List;

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

    static double[] sorted(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted;
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

        /** Minimum, quartiles, 95th and 99th percentile, maximum. */
        static Distribution of(double min, double p25, double p50, double p75, double p95, double p99, double max) {
            return new Distribution(List.of(
                    new Knot(0, min),
                    new Knot(0.25, p25),
                    new Knot(0.50, p50),
                    new Knot(0.75, p75),
                    new Knot(0.95, p95),
                    new Knot(0.99, p99),
                    new Knot(1, max)));
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
