package dev.berth.evaluation.compare;

import java.util.List;

/**
 * An arm's value less the baseline's, seed by seed.
 *
 * @param absolute in the measure's own unit
 * @param relative to the baseline's value; absent where that is 0 for a seed
 */
public record Difference(Estimate absolute, List<Estimate> relative) {
    public Difference {
        relative = List.copyOf(relative);
    }

    /** Pairs are by position. */
    static Difference of(double[] arm, double[] baseline) {
        double[] absolute = new double[arm.length];
        double[] relative = new double[arm.length];
        boolean divisible = true;
        for (int i = 0; i < arm.length; i++) {
            absolute[i] = arm[i] - baseline[i];
            divisible &= baseline[i] != 0;
            relative[i] = divisible ? absolute[i] / baseline[i] : 0;
        }
        return new Difference(Estimate.of(absolute), divisible ? List.of(Estimate.of(relative)) : List.of());
    }
}
