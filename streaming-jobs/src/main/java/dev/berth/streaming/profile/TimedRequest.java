package dev.berth.streaming.profile;

import dev.berth.domain.demand.RequestFinished;
import dev.berth.domain.demand.TokenSource;
import dev.berth.domain.slo.Outcome;

/**
 * A request as a stopwatch on the engine that served it. Times in microseconds of event time.
 *
 * @param model what was asked for: an adapter, or the base model
 * @param sentMicros when its pod got it; unknown (0) if it was not the first that was tried
 * @param firstMicros when its first token came; if none was seen apart (no stream), 0
 * @param endMicros when its last token came
 * @param computedTokens of its prompt, those that were not cached
 */
public record TimedRequest(
        String model,
        long sentMicros,
        long firstMicros,
        long endMicros,
        long promptTokens,
        long computedTokens,
        long outputTokens,
        boolean completed) {

    private static final double MICROS = 1e6;

    static TimedRequest from(RequestFinished finished) {
        long arrived = finished.arrivedAtMillis() * 1_000;
        boolean streamed = finished.stream() && finished.ttftSeconds() > 0;
        return new TimedRequest(
                finished.model(),
                finished.tries() <= 1 ? arrived + (long) (finished.queuedSeconds() * MICROS) : 0,
                streamed ? arrived + (long) (finished.ttftSeconds() * MICROS) : 0,
                arrived + (long) (finished.e2eSeconds() * MICROS),
                finished.promptTokens(),
                Math.max(0, finished.promptTokens() - finished.cachedTokens()),
                finished.tokenSource() == TokenSource.NONE ? 0 : finished.outputTokens(),
                finished.outcome() == Outcome.COMPLETED);
    }

    /** Whether it decoded at any time that is known. */
    boolean decoded() {
        return firstMicros > 0 && outputTokens > 0 && endMicros >= firstMicros;
    }

    /** Tokens after the first: as many steps of the engine, one each. */
    long steps() {
        return outputTokens - 1;
    }
}
