package dev.berth.streaming.demand;

/**
 * The rate of the next window, from the arrivals of the last 15 minutes.
 *
 * <p>Exponentially weighted means of six memories, from all of the history to the last two slices, each a fair forecast for
 * some traffic: steady thin traffic wants a long memory, busy drifting traffic a short one. They are averaged with weights
 * that fall with the squared errors each has made in this very history when it foretold the mean of a window
 * (exponentially weighted average forecaster; Cesa-Bianchi and Lugosi, <i>Prediction, Learning, and Games</i>, 2006, ch. 2).
 * What was before a change of pace ({@link ChangeScan}) is forgotten.
 *
 * <p>The upper value is the 90 % quantile of a gamma distribution (Wilson and Hilferty's approximation, PNAS 1931) with that
 * mean and the variance that past forecasts were wrong by. {@code ./berth bench streams} tests both on traces, against the
 * last window's rate and against means of one memory.
 *
 * @param perSecond expected rate
 * @param upperPerSecond exceeded with a probability of 10 %
 */
record Forecast(double perSecond, double upperPerSecond) {
    static final Forecast NONE = new Forecast(0, 0);

    private static final double[] GAINS = {0.008, 0.02, 0.045, 0.1, 0.2, 0.4};
    private static final double[] TRUST = {1, 2, 3, 2, 1, 0.5};
    private static final double MEMORY_OF_ERRORS = 0.99;
    private static final double UPPER_SIGMAS = 1.2816;
    private static final double PRIOR_DISPERSION = 1.3;
    private static final double PRIOR_SLICES = 24;
    private static final int SLICES_BEFORE_JUDGED = 6;

    /**
     * @param from first slice of the pace that holds
     * @param ahead slices that the forecast is for
     */
    static Forecast of(ArrivalHistory history, int from, int ahead) {
        return new Run(history, from, ahead).forecast(history.slideSeconds());
    }

    /** The forecast after a change so abrupt that only so many arrivals in so much time are known of the new pace. */
    static Forecast ofChange(int arrivals, double seconds) {
        double rate = arrivals / seconds;
        return new Forecast(rate, upper(rate, rate / seconds));
    }

    private static double upper(double mean, double variance) {
        if (mean <= 0) {
            return 0;
        }
        double shape = mean * mean / variance;
        double root = 1 - 1 / (9 * shape) + UPPER_SIGMAS / (3 * Math.sqrt(shape));
        return Math.max(mean, mean * root * root * root);
    }

    private static final class Run {
        private final ArrivalHistory history;
        private final int from;
        private final int ahead;
        private final double[] levels = new double[GAINS.length];
        private final double[] losses = new double[GAINS.length];
        private final double[][] told;
        private final double[] mixed;
        private double errors;
        private double judged;

        Run(ArrivalHistory history, int from, int ahead) {
            this.history = history;
            this.from = from;
            this.ahead = ahead;
            int slices = history.slices() - from;
            this.told = new double[slices][];
            this.mixed = new double[slices];
        }

        Forecast forecast(double slideSeconds) {
            int slices = history.slices() - from;
            double total = 0;
            for (int i = from; i < history.slices(); i++) {
                total += history.count(i);
            }
            if (total == 0) {
                return NONE;
            }
            double mean = total / slices;
            double recent = 0;
            for (int i = 0; i < slices; i++) {
                learn(i, history.count(from + i));
                recent += history.count(from + i);
                if (i >= ahead) {
                    recent -= history.count(from + i - ahead);
                    judge(i - ahead, recent / ahead);
                }
                mixed[i] = mix(mean);
            }
            double expected = mixed[slices - 1];
            double variance = Math.max(
                    expected / ahead,
                    (PRIOR_DISPERSION * expected / ahead * PRIOR_SLICES + errors * expected / mean)
                            / (PRIOR_SLICES + judged));
            return new Forecast(expected / slideSeconds, upper(expected, variance) / slideSeconds);
        }

        private void learn(int slice, int count) {
            for (int g = 0; g < GAINS.length; g++) {
                double gain = slice == 0 ? 1 : Math.max(GAINS[g], 1.0 / (slice + 2));
                levels[g] += gain * (count - levels[g]);
            }
            told[slice] = levels.clone();
        }

        /** A forecast of that slice against what came of it. */
        private void judge(int slice, double actual) {
            if (slice < SLICES_BEFORE_JUDGED) {
                return;
            }
            for (int g = 0; g < GAINS.length; g++) {
                double error = told[slice][g] - actual;
                losses[g] = MEMORY_OF_ERRORS * losses[g] + error * error;
            }
            double error = mixed[slice] - actual;
            errors = MEMORY_OF_ERRORS * errors + error * error;
            judged = MEMORY_OF_ERRORS * judged + 1;
        }

        private double mix(double mean) {
            double least = Double.MAX_VALUE;
            for (double loss : losses) {
                least = Math.min(least, loss);
            }
            double scale = Math.max(mean / ahead, judged > 0 ? errors / judged : 0) * ahead;
            double weights = 0;
            double sum = 0;
            for (int g = 0; g < GAINS.length; g++) {
                double weight = TRUST[g] * Math.exp((least - losses[g]) / scale);
                weights += weight;
                sum += weight * levels[g];
            }
            return sum / weights;
        }
    }
}
