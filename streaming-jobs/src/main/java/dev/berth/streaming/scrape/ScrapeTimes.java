package dev.berth.streaming.scrape;

import java.util.random.RandomGenerator;

/**
 * When a pod is read next. Each pod has its own phase from the start and jitter on each reading, so that pods are not all
 * read in one burst; a reading that is overdue is skipped, not caught up.
 */
final class ScrapeTimes {
    private final long periodMillis;
    private final double jitter;
    private final RandomGenerator random;

    ScrapeTimes(ScrapeConfig config, RandomGenerator random) {
        this.periodMillis = config.periodMillis();
        this.jitter = config.jitter();
        this.random = random;
    }

    /** Delay of a pod's first reading, milliseconds. */
    long firstDelay() {
        return (long) (random.nextDouble() * periodMillis);
    }

    /**
     * @param elapsedMillis since the last reading was begun
     * @return delay until the next is begun, milliseconds
     */
    long nextDelay(long elapsedMillis) {
        double wanted = periodMillis * (1 + jitter * (2 * random.nextDouble() - 1));
        return Math.max(0, (long) wanted - elapsedMillis);
    }
}
