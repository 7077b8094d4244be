package dev.berth.router.pick;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The output length to expect of a model's next request: a running mean of those that finished, which forgets with a
 * weight of 1/32 and begins at a prior. Any thread may tell or ask.
 */
public final class OutputEstimate {
    /** Tokens; about the median of chat traffic. */
    public static final double PRIOR_TOKENS = 128;

    private static final double WEIGHT = 1.0 / 32;

    private final AtomicLong meanBits = new AtomicLong(Double.doubleToLongBits(PRIOR_TOKENS));

    public void finished(long outputTokens) {
        meanBits.updateAndGet(bits -> {
            double mean = Double.longBitsToDouble(bits);
            return Double.doubleToLongBits(mean + WEIGHT * (outputTokens - mean));
        });
    }

    /**
     * @param maxTokens what the request allows; 0 if it does not say
     */
    public long next(long maxTokens) {
        long mean = Math.round(Double.longBitsToDouble(meanBits.get()));
        return Math.max(1, maxTokens > 0 ? Math.min(maxTokens, mean) : mean);
    }
}
