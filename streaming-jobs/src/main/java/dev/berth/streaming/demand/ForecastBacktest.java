package dev.berth.streaming.demand;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * The forecast against its rivals on arrivals of the past: at each slide's end each foretells the rate of the next window,
 * knowing only what was before, and is judged by what came. Rivals are the last window's rate and exponentially weighted
 * means of each memory that could have been chosen, the best of them in hindsight.
 *
 * <p>Errors of all models are added up and told as shares of all arrivals, so that busy models count as much as they matter.
 */
public final class ForecastBacktest {
    /** Gains of the exponentially weighted means, for slices of 5 s. */
    private static final double[] GAINS = {0.01, 0.02, 0.03, 0.05, 0.08, 0.12, 0.2, 0.3, 0.5};

    private static final int SLICES_FIRST_KNOWN = 24;
    private static final double UPPER = 0.9;
    private static final double UPPER_SIGMAS = 1.2816;

    private final Windows windows;
    private final Horizons horizons;

    public ForecastBacktest(Windows windows) {
        this.windows = windows;
        this.horizons = Horizons.of(windows);
    }

    /**
     * How one way of forecasting did.
     *
     * @param absoluteError mean absolute error, a share of the mean rate
     * @param squaredError root of the mean squared error, each over the model's mean rate, of which Poisson noise is a part
     * @param upperLoss pinball loss of the 90 % quantile, a share of the mean rate
     * @param exceeded share of cases in which the quantile was exceeded; 10 % is wanted
     */
    public record Score(String name, double absoluteError, double squaredError, double upperLoss, double exceeded) {}

    /**
     * All ways, on the same cases.
     *
     * @param means exponentially weighted, one for each gain
     */
    public record Report(long cases, Score forecast, Score last, List<Score> means) {
        /** The mean whose absolute error is least, chosen in hindsight. */
        public Score bestMean() {
            return means.stream()
                    .min((a, b) -> Double.compare(a.absoluteError(), b.absoluteError()))
                    .orElseThrow();
        }
    }

    private static final class Tally {
        private final String name;
        private double absolute;
        private double squared;
        private double loss;
        private long exceeded;

        Tally(String name) {
            this.name = name;
        }

        void add(double told, double upper, double actual, double mean) {
            absolute += Math.abs(told - actual);
            squared += (told - actual) * (told - actual) / mean;
            loss += actual > upper ? UPPER * (actual - upper) : (1 - UPPER) * (upper - actual);
            exceeded += actual > upper ? 1 : 0;
        }

        Score score(long cases, double sum) {
            return new Score(name, absolute / sum, Math.sqrt(squared / cases), loss / sum, (double) exceeded / cases);
        }
    }

    private final class Run {
        private final Tally forecast = new Tally("forecast");
        private final Tally last = new Tally("last window");
        private final List<Tally> means = new ArrayList<>();
        private long cases;
        private double sum;

        Run() {
            for (double gain : GAINS) {
                means.add(new Tally("mean, gain " + gain));
            }
        }

        void judge(int[] counts) {
            double mean = Math.max(1, Arrays.stream(counts).sum()) / (double) counts.length;
            double[] levels = new double[GAINS.length];
            int ahead = windows.slices();
            for (int i = 0; i + ahead < counts.length; i++) {
                for (int g = 0; g < GAINS.length; g++) {
                    levels[g] += Math.max(GAINS[g], 1.0 / (i + 1)) * (counts[i] - levels[g]);
                }
                if (i >= SLICES_FIRST_KNOWN) {
                    judge(counts, i, levels, mean);
                }
            }
        }

        private void judge(int[] counts, int at, double[] levels, double mean) {
            int ahead = windows.slices();
            double actual = mean(counts, at + 1, at + 1 + ahead);
            Forecast told = forecast(counts, at);
            double seconds = windows.slideMillis() / 1e3;
            forecast.add(told.perSecond() * seconds, told.upperPerSecond() * seconds, actual, mean);
            double before = mean(counts, at + 1 - ahead, at + 1);
            last.add(before, upper(before, 2.0 / ahead), actual, mean);
            for (int g = 0; g < GAINS.length; g++) {
                means.get(g).add(levels[g], upper(levels[g], 1.0 / ahead + GAINS[g] / (2 - GAINS[g])), actual, mean);
            }
            cases++;
            sum += actual;
        }

        /** What Poisson noise in what was seen and in what comes would let one expect. */
        private double upper(double rate, double variancePerRate) {
            return rate + UPPER_SIGMAS * Math.sqrt(rate * variancePerRate);
        }

        private Forecast forecast(int[] counts, int at) {
            int from = Math.max(0, at + 1 - horizons.historySlices());
            int[] bins = new int[windows.binsPerSlice()];
            for (int i = 0; i < counts[at]; i++) {
                bins[i % bins.length]++;
            }
            int[] known = Arrays.copyOfRange(counts, from, at + 1);
            return Outlook.of(new ArrivalHistory(0, windows.slideMillis(), known, bins), windows.slices())
                    .forecast();
        }

        Report report() {
            return new Report(
                    cases,
                    forecast.score(cases, sum),
                    last.score(cases, sum),
                    means.stream().map(tally -> tally.score(cases, sum)).toList());
        }
    }

    /**
     * @param arrivals of each model, Unix milliseconds; all models' cover the same time
     */
    public Report run(Collection<long[]> arrivals) {
        long first = arrivals.stream()
                .flatMapToLong(Arrays::stream)
                .min()
                .orElseThrow(() -> new IllegalArgumentException("there is no arrival to test forecasts on"));
        long end = arrivals.stream().flatMapToLong(Arrays::stream).max().orElseThrow();
        int slices = (int) ((end - first) / windows.slideMillis());
        if (slices <= SLICES_FIRST_KNOWN + windows.slices()) {
            throw new IllegalArgumentException("arrivals of " + (end - first) / 1_000
                    + " s are too few to test forecasts on; it takes more than "
                    + (SLICES_FIRST_KNOWN + windows.slices()) * windows.slideMillis() / 1_000 + " s");
        }
        Run run = new Run();
        for (long[] times : arrivals) {
            int[] counts = new int[slices];
            for (long time : times) {
                int slice = (int) ((time - first) / windows.slideMillis());
                if (slice < slices) {
                    counts[slice]++;
                }
            }
            run.judge(counts);
        }
        return run.report();
    }

    private static double mean(int[] counts, int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += counts[i];
        }
        return sum / (to - from);
    }
}
