package dev.berth.domain.slo;

/**
 * The one judgement of "met the SLO".
 *
 * <p>Denominator: requests offered, including those rejected, failed and timed out; a client's own abort or mistake stands
 * apart. TTFT counts from arrival at the router, so waiting is never hidden. A long prompt can't be answered faster than an
 * idle pod reads it, so the TTFT target of one request is {@code max(class target, 2 x idle prefill of its prompt on the
 * reference engine)}.
 *
 * <p>Of an answer that is not streamed nobody outside sees the first token. It is held to the time at which a stream that
 * just meets its targets would end: {@code ttft target + tpot target x (output tokens - 1)}. Without both targets there is
 * no such time, and any answer that keeps the E2E target meets.
 */
public final class SloJudge {
    private SloJudge() {}

    /** The judgement of one request. */
    public enum Verdict {
        MET,
        MISSED,
        /** Not in the denominator. */
        NOT_COUNTED
    }

    /**
     * How one request was served, as its client saw it.
     *
     * @param ttftSeconds from arrival at the router to the first token; unused if not streamed
     * @param e2eSeconds from arrival at the router to the last token
     */
    public record Served(Outcome outcome, boolean streamed, double ttftSeconds, double e2eSeconds, long outputTokens) {

        /** Mean time per output token after the first; 0 when there is none after the first, or none was seen. Seconds. */
        public double tpotSeconds() {
            return !streamed || outputTokens <= 1 ? 0 : Math.max(0, e2eSeconds - ttftSeconds) / (outputTokens - 1);
        }
    }

    /** The TTFT that a request is held to; 0 if its class has no TTFT target. Seconds. */
    public static double ttftTargetSeconds(SloTarget target, double idlePrefillSeconds) {
        return target.ttftSeconds() == 0 ? 0 : Math.max(target.ttftSeconds(), 2 * idlePrefillSeconds);
    }

    /**
     * @param idlePrefillSeconds time an idle reference engine needs to read this prompt
     */
    public static Verdict judge(SloTarget target, double idlePrefillSeconds, Served served) {
        return switch (served.outcome()) {
            case CLIENT_ABORT, CLIENT_ERROR -> Verdict.NOT_COUNTED;
            case REJECTED, FAILED, TIMED_OUT -> Verdict.MISSED;
            case COMPLETED -> completedWithin(target, idlePrefillSeconds, served) ? Verdict.MET : Verdict.MISSED;
        };
    }

    private static boolean completedWithin(SloTarget target, double idlePrefillSeconds, Served served) {
        double ttftTarget = ttftTargetSeconds(target, idlePrefillSeconds);
        if (!within(target.e2eSeconds(), served.e2eSeconds())) {
            return false;
        }
        if (served.streamed()) {
            return within(ttftTarget, served.ttftSeconds()) && within(target.tpotSeconds(), served.tpotSeconds());
        }
        if (ttftTarget == 0 || target.tpotSeconds() == 0) {
            return true;
        }
        return within(ttftTarget + target.tpotSeconds() * Math.max(0, served.outputTokens() - 1), served.e2eSeconds());
    }

    private static boolean within(double targetSeconds, double measuredSeconds) {
        return targetSeconds == 0 || measuredSeconds <= targetSeconds;
    }
}
