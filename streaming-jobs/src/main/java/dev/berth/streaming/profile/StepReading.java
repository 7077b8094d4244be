package dev.berth.streaming.profile;

/**
 * The mean over a stretch of an engine's steps: how long one took and what was in its batch.
 *
 * @param atMillis end of the stretch, event time
 * @param stepMillis mean time of a step
 * @param sequences decoding in a step, on average
 * @param prefillTokens prompt tokens computed in a step, on average
 * @param kvTokens read in a step, on average
 * @param adapters distinct adapters in the batch, on average; 0 for base-model traffic
 * @param weight how much it counts: 1 for a long stretch that nobody else timed
 */
public record StepReading(
        long atMillis,
        double stepMillis,
        double sequences,
        double prefillTokens,
        double kvTokens,
        double adapters,
        double weight) {

    /** Whether its figures can be those of steps. */
    boolean usable() {
        return stepMillis > 0
                && Double.isFinite(stepMillis)
                && Double.isFinite(sequences + prefillTokens + kvTokens + adapters)
                && sequences >= 0
                && prefillTokens >= 0
                && kvTokens >= 0
                && adapters >= 0
                && weight > 0;
    }
}
