package dev.berth.streaming.profile;

/**
 * Batches that are much alike: by a factor of two in decoding sequences, of four in prompt tokens. A learner keeps the newest
 * readings of each region, so that rare batches are not forgotten over frequent ones.
 */
final class Region {
    private static final int SEQUENCES = 9;
    private static final int PREFILLS = 6;

    /** How many there are. */
    static final int COUNT = SEQUENCES * PREFILLS;

    private Region() {}

    static int of(StepReading reading) {
        int sequences = Math.min(SEQUENCES - 1, log2(reading.sequences()));
        int prefill = Math.min(PREFILLS - 1, (log2(reading.prefillTokens()) + 1) / 2);
        return sequences * PREFILLS + prefill;
    }

    private static int log2(double value) {
        return value < 1 ? 0 : 1 + Math.getExponent(value);
    }
}
