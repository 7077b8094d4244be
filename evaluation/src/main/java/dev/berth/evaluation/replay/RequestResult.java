package dev.berth.evaluation.replay;

import dev.berth.domain.slo.Outcome;
import dev.berth.domain.slo.SloJudge;

/**
 * How one request ended, as its client saw it. Times in seconds from the start of the replay.
 *
 * @param scheduledAt when the plan wanted it sent
 * @param sentAt when it was sent; later than scheduled by the generator's own lag
 * @param firstTokenAt when the first content of a stream arrived; 0 if none did, or if it is not a stream
 * @param endedAt when the answer was complete, or given up
 * @param status HTTP status; 0 if none came
 * @param outputTokens as the answer's usage says; if it says none, chunks with content
 * @param pod that answered, by the router's header; empty if it didn't say
 * @param error why it was not completed; empty otherwise
 */
public record RequestResult(
        String id,
        String model,
        boolean stream,
        double scheduledAt,
        double sentAt,
        double firstTokenAt,
        double endedAt,
        Outcome outcome,
        int status,
        int promptTokens,
        long outputTokens,
        String pod,
        String error) {

    /** How late the generator was. Seconds. */
    public double lagSeconds() {
        return sentAt - scheduledAt;
    }

    public boolean completed() {
        return outcome == Outcome.COMPLETED;
    }

    /** Whether a first token was seen. */
    public boolean hasFirstToken() {
        return stream && firstTokenAt > 0;
    }

    /** As judged: from when it was due, so that a late generator hides nothing. */
    public SloJudge.Served servedSinceScheduled() {
        return servedSince(scheduledAt);
    }

    /** From when it was sent: what the service alone is to blame for. */
    public SloJudge.Served servedSinceSent() {
        return servedSince(sentAt);
    }

    private SloJudge.Served servedSince(double from) {
        return new SloJudge.Served(
                outcome, stream, hasFirstToken() ? firstTokenAt - from : 0, endedAt - from, outputTokens);
    }
}
