package dev.berth.domain.demand;

/**
 * A record that could not be used, and why.
 *
 * @param topic where it was read
 * @param reason in one sentence
 * @param payload the record's text, cut at {@link #LONGEST_PAYLOAD} characters
 * @param atMillis when it was given up
 */
public record DeadLetter(String topic, int partition, long offset, String reason, String payload, long atMillis) {
    public static final int LONGEST_PAYLOAD = 2_000;

    public DeadLetter {
        payload = payload.length() > LONGEST_PAYLOAD ? payload.substring(0, LONGEST_PAYLOAD) : payload;
    }
}
