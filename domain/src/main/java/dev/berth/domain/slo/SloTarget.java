package dev.berth.domain.slo;

/**
 * What a request must not exceed. Seconds; 0 means "no target of this kind".
 *
 * @param ttftSeconds time to first token, counted from the request's arrival at the router
 * @param tpotSeconds mean time per output token after the first
 * @param e2eSeconds the whole request, from its arrival at the router to its last token
 */
public record SloTarget(double ttftSeconds, double tpotSeconds, double e2eSeconds) {
    /** Everything that completes meets it. */
    public static final SloTarget NONE = new SloTarget(0, 0, 0);

    public SloTarget {
        if (!(ttftSeconds >= 0 && tpotSeconds >= 0 && e2eSeconds >= 0)
                || Double.isInfinite(ttftSeconds + tpotSeconds + e2eSeconds)) {
            throw new IllegalArgumentException(
                    "SLO targets are finite and >= 0: " + ttftSeconds + ", " + tpotSeconds + ", " + e2eSeconds);
        }
    }
}
