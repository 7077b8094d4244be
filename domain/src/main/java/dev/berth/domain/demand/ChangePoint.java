package dev.berth.domain.demand;

/**
 * When a model's arrivals took another pace, by a test whose false alarms are bounded.
 *
 * @param sinceMillis since when, Unix milliseconds of event time
 * @param beforePerSecond rate until then
 * @param afterPerSecond rate since, as far as it was known when this was made
 */
public record ChangePoint(Kind kind, long sinceMillis, double beforePerSecond, double afterPerSecond) {
    /** How it changed. */
    public enum Kind {
        /** At least threefold: a flash crowd, or a model that begins to be used. */
        SURGE,
        /** Up or down by less than that. */
        DRIFT,
        /** Hardly any arrival where many were to be expected. */
        SILENCE
    }
}
