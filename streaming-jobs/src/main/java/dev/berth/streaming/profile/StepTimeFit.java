package dev.berth.streaming.profile;

import dev.berth.domain.engine.StepTime;
import java.util.Arrays;
import java.util.List;

/**
 * The step-time model ({@link StepTime}) that explains readings of an engine best.
 *
 * <p><b>Model.</b> {@code t = (c0 + c1 s + c2 p + c3 k) (1 + [a > 0] (l0 + l1 a))}, six unknowns, none negative. It is linear in
 * the c and in the l, but not in both, so it is solved by Gauss-Newton: each round is a linear least-squares problem around the
 * last solution; fourteen rounds settle it far below the noise.
 *
 * <p><b>Robust.</b> Residuals are taken relative to the prediction, since what disturbs a reading (an edge step, a load that
 * stalled) grows with the step. Their scale is 1.48 x the median absolute residual, and a reading further off than 1.345 of it
 * counts less in proportion (Huber's M-estimator, by iteratively reweighted least squares: Huber, "Robust Estimation of a
 * Location Parameter", 1964; Holland and Welsch, 1977). So a fifth of the readings may be nonsense.
 *
 * The first rounds cut far out: a third of the readings may hold a prompt, and if the declared cost of prompts is far off they
 * must not be taken for nonsense.
 *
 * <p><b>What traffic does not show.</b> Batches of three say little of batches of thirty, and traffic of adapters alone can't
 * tell the LoRA factor from a slower GPU. Each unknown therefore has a prior (ridge regression in its Bayesian reading): the
 * declared engine's value <i>times the median ratio of measured to declared</i>, give or take half. Directions that traffic
 * shows are measured, the others are the declared profile, corrected.
 *
 * <p><b>Error bars.</b> The inverse of the weighted normal equations, scaled by the noise, is the unknowns' covariance; from it
 * comes the standard error of the time of any batch ({@link Result#errorAt}). That much is missed for want of readings; what is
 * missed because the model is wrong is seen in residuals that are not centred, region by region ({@link Result#relativeError}).
 */
public final class StepTimeFit {
    private static final int ROUNDS = 14;
    private static final double HUBER = 1.345;
    private static final int ROUGH_ROUNDS = 4;
    private static final double ROUGH_NOISE = 0.05;
    private static final double ROUGH_CUT = 0.5;
    private static final double DEVIATION_OF_MEDIAN = 1.4826;

    /** Timing by a router is no better, however well it looks. */
    private static final double LEAST_NOISE = 0.01;

    private static final double LEAST_MILLIS = 0.01;

    /** What is supposed of an engine of which nothing is declared: a middling GPU, known to a factor. */
    private static final StepTime ANY_ENGINE = new StepTime(20, 0.12, 0.12, 0, 0.078, 0.00057);

    private static final double DECLARED_DEVIATION = 0.5;
    private static final double UNKNOWN_DEVIATION = 1.0;

    /** A term that is declared as 0 may yet add this share of a step at the batch below. */
    private static final double UNDECLARED_SHARE = 0.15;

    private static final double[] TYPICAL_BATCH = {1, 20, 100, 20_000};

    private final StepTime prior;
    private final double deviation;

    private StepTimeFit(StepTime prior, double deviation) {
        this.prior = prior;
        this.deviation = deviation;
    }

    /** With a declared engine to fall back to. */
    public static StepTimeFit around(StepTime declared) {
        return new StepTimeFit(declared, DECLARED_DEVIATION);
    }

    public static StepTimeFit ofUnknownEngine() {
        return new StepTimeFit(ANY_ENGINE, UNKNOWN_DEVIATION);
    }

    /**
     * A fitted model.
     *
     * @param deviations standard errors of c0 to c3, l0 and l1, in that order
     * @param covariance of the same
     * @param noise relative deviation of one reading from the model
     * @param relativeError by how much the time of a step within the range that was seen may be off, 0.1 = 10 %
     * @param scale median of measured over declared
     */
    public record Result(
            StepTime stepTime,
            List<Double> deviations,
            List<List<Double>> covariance,
            double noise,
            double relativeError,
            double scale,
            int readings) {

        /** Relative standard error of the time of such a batch, for want of readings like it. */
        public double errorAt(double sequences, double prefillTokens, double kvTokens, double adapters) {
            double[] row = slopes(coefficients(stepTime), sequences, prefillTokens, kvTokens, adapters);
            double variance = 0;
            for (int i = 0; i < row.length; i++) {
                for (int j = 0; j < row.length; j++) {
                    variance += row[i] * covariance.get(i).get(j) * row[j];
                }
            }
            return Math.sqrt(Math.max(0, variance)) / stepTime.millis(sequences, prefillTokens, kvTokens, adapters);
        }
    }

    /** How long such a step takes by the model, with the host's part. Milliseconds. */
    public static double predict(StepTime model, StepReading reading) {
        return model.millis(reading.sequences(), reading.prefillTokens(), reading.kvTokens(), reading.adapters())
                + model.hostTimeMillis(reading.sequences(), 0);
    }

    /**
     * @param readings usable ones, at least one
     * @param halfLifeMillis a reading that is so much older than the newest counts half
     */
    public Result fit(List<StepReading> readings, long halfLifeMillis) {
        double scale = scale(readings);
        double[] means = scaledPrior(scale);
        double[] solution = means.clone();
        double noise = 0;
        NormalEquations equations = null;
        long newest = readings.stream().mapToLong(StepReading::atMillis).max().orElseThrow();
        for (int round = 0; round < ROUNDS; round++) {
            double[] residuals = residuals(readings, solution, scale);
            boolean rough = round < ROUGH_ROUNDS;
            noise = rough ? ROUGH_NOISE : Math.max(LEAST_NOISE, DEVIATION_OF_MEDIAN * median(absolute(residuals)));
            double cut = rough ? ROUGH_CUT : HUBER * noise;
            equations = new NormalEquations(means, deviations(means));
            for (int i = 0; i < residuals.length; i++) {
                StepReading reading = readings.get(i);
                double age = Math.pow(0.5, (newest - reading.atMillis()) / (double) halfLifeMillis);
                double trust = Math.min(1, cut / Math.max(Math.abs(residuals[i]), 1e-12));
                addRow(equations, reading, solution, scale, reading.weight() * age * trust / (noise * noise));
            }
            solution = equations.solve();
            solution[0] = Math.max(LEAST_MILLIS, solution[0]);
        }
        return result(readings, solution, equations.covariance(), noise, scale);
    }

    private Result result(
            List<StepReading> readings, double[] solution, List<List<Double>> covariance, double noise, double scale) {
        StepTime model = new StepTime(
                solution[0],
                solution[1],
                solution[2],
                solution[3],
                solution[4],
                solution[5],
                scale * prior.hostMillis(),
                scale * prior.hostPerRunningMillis(),
                scale * prior.hostPerSkippedMillis(),
                scale * prior.hostPerArrivalMillis(),
                scale * prior.hostPerNewAdapterMillis());
        List<Double> deviations = Arrays.stream(new int[] {0, 1, 2, 3, 4, 5})
                .mapToObj(i -> Math.sqrt(covariance.get(i).get(i)))
                .toList();
        Result precise = new Result(model, deviations, covariance, noise, 0, scale, readings.size());
        double error = FitError.of(readings, precise);
        return new Result(model, deviations, covariance, noise, error, scale, readings.size());
    }

    private double scale(List<StepReading> readings) {
        double[] ratios = readings.stream()
                .mapToDouble(reading -> reading.stepMillis() / predict(prior, reading))
                .toArray();
        return Math.max(0.02, Math.min(50, median(ratios)));
    }

    private double[] scaledPrior(double scale) {
        double[] means = coefficients(prior);
        for (int i = 0; i < 4; i++) {
            means[i] *= scale;
        }
        return means;
    }

    private double[] deviations(double[] means) {
        double[] deviations = new double[6];
        for (int i = 0; i < 4; i++) {
            deviations[i] = Math.max(deviation * means[i], UNDECLARED_SHARE * means[0] / TYPICAL_BATCH[i]);
        }
        deviations[4] = Math.max(0.1, deviation);
        deviations[5] = deviation / 30;
        return deviations;
    }

    private double hostMillis(StepReading reading, double scale) {
        return scale * prior.hostTimeMillis(reading.sequences(), 0);
    }

    private double[] residuals(List<StepReading> readings, double[] solution, double scale) {
        double[] residuals = new double[readings.size()];
        for (int i = 0; i < residuals.length; i++) {
            StepReading reading = readings.get(i);
            double predicted = pass(reading, solution) + hostMillis(reading, scale);
            residuals[i] = (reading.stepMillis() - predicted) / predicted;
        }
        return residuals;
    }

    /** The reading as a linear equation around the last solution; see the class on Gauss-Newton. */
    private void addRow(
            NormalEquations equations, StepReading reading, double[] solution, double scale, double precision) {
        double[] row =
                slopes(solution, reading.sequences(), reading.prefillTokens(), reading.kvTokens(), reading.adapters());
        double predicted = pass(reading, solution) + hostMillis(reading, scale);
        double value = reading.stepMillis() - predicted;
        for (int i = 0; i < row.length; i++) {
            value += row[i] * solution[i];
        }
        equations.add(row, value, precision / (predicted * predicted));
    }

    private static double pass(StepReading reading, double[] c) {
        return base(c, reading.sequences(), reading.prefillTokens(), reading.kvTokens())
                * loraFactor(c, reading.adapters());
    }

    private static double base(double[] c, double sequences, double prefillTokens, double kvTokens) {
        return c[0] + c[1] * sequences + c[2] * prefillTokens + c[3] * kvTokens;
    }

    private static double loraFactor(double[] c, double adapters) {
        return adapters > 0 ? 1 + c[4] + c[5] * adapters : 1;
    }

    private static double[] slopes(
            double[] c, double sequences, double prefillTokens, double kvTokens, double adapters) {
        double factor = loraFactor(c, adapters);
        double base = base(c, sequences, prefillTokens, kvTokens);
        return new double[] {
            factor,
            factor * sequences,
            factor * prefillTokens,
            factor * kvTokens,
            adapters > 0 ? base : 0,
            adapters > 0 ? base * adapters : 0
        };
    }

    private static double[] coefficients(StepTime t) {
        return new double[] {
            t.baseMillis(),
            t.perSequenceMillis(),
            t.perPrefillTokenMillis(),
            t.perKvTokenMillis(),
            t.loraFixed(),
            t.loraPerAdapter()
        };
    }

    private static double[] absolute(double[] values) {
        return Arrays.stream(values).map(Math::abs).toArray();
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
