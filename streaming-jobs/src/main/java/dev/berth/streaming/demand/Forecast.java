package dev.berth.streaming.demand;

/**
 * The rate to expect next, from one window of arrivals.
 *
 * <p>In general the window's own mean: it has the least noise. If the newest quarter of the window has more arrivals than
 * chance allows at the rate of the rest (Poisson: more than three standard deviations above), demand has stepped up and the
 * mean lags by the window's length; then it is the newest quarter's rate. Falling demand is followed with the window's lag,
 * which errs towards capacity.
 */
final class Forecast {
    private static final double SIGMAS = 3;

    private Forecast() {}

    /**
     * @param bins arrivals in each second of the window, oldest first
     * @return requests per second
     */
    static double perSecond(int[] bins) {
        int newest = Math.max(1, bins.length / 4);
        int older = bins.length - newest;
        double mean = sum(bins, 0, bins.length) / (double) bins.length;
        if (older == 0) {
            return mean;
        }
        long seen = sum(bins, older, bins.length);
        double expected = sum(bins, 0, older) / (double) older * newest;
        boolean steppedUp = seen > expected + SIGMAS * Math.sqrt(Math.max(1, expected));
        return steppedUp ? seen / (double) newest : mean;
    }

    private static long sum(int[] bins, int from, int to) {
        long sum = 0;
        for (int i = from; i < to; i++) {
            sum += bins[i];
        }
        return sum;
    }
}
