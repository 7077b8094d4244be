package dev.berth.evaluation.twin;

import java.util.function.ToDoubleFunction;

/**
 * How far a simulated run is from a real one: log ratios of the client's figures, each in units of what would be a fair miss.
 * One run counts five of them.
 */
final class Misfit {
    static final int FIGURES = 5;

    private static final double FAIR_THROUGHPUT = 0.05;
    private static final double FAIR_TPOT = 0.08;
    private static final double FAIR_ITL = 0.12;
    private static final double FAIR_MEDIAN_TTFT = 0.3;
    /** The mean hangs on the few longest waits, which differ from run to run. */
    private static final double FAIR_MEAN_TTFT = 0.5;

    private Misfit() {}

    /** Writes the five residuals of one run from {@code at} on. */
    static void into(double[] residuals, int at, Figures simulated, Figures real) {
        residuals[at] = ratio(simulated, real, Figures::completed) / FAIR_THROUGHPUT;
        residuals[at + 1] = ratio(simulated, real, Figures::meanTpot) / FAIR_TPOT;
        residuals[at + 2] = ratio(simulated, real, Figures::medianItl) / FAIR_ITL;
        residuals[at + 3] = ratio(simulated, real, Figures::medianTtft) / FAIR_MEDIAN_TTFT;
        residuals[at + 4] = ratio(simulated, real, Figures::meanTtft) / FAIR_MEAN_TTFT;
    }

    /**
     * What a residual costs: its square while it is fair, growing only with its size beyond (pseudo-Huber), so that a run in
     * which the machine hiccupped does not bend the fit.
     */
    static double cost(double[] residuals) {
        double sum = 0;
        for (double r : residuals) {
            sum += 2 * (Math.sqrt(1 + r * r) - 1);
        }
        return sum;
    }

    /** The weight that makes the square of a residual bend as its cost does. */
    static double weight(double residual) {
        return 1 / Math.sqrt(1 + residual * residual);
    }

    private static double ratio(Figures simulated, Figures real, ToDoubleFunction<Figures> figure) {
        return Math.log(Math.max(1e-9, figure.applyAsDouble(simulated)) / figure.applyAsDouble(real));
    }
}
