package dev.berth.domain.demand;

import dev.berth.domain.slo.Outcome;
import dev.berth.domain.slo.SloJudge;

/**
 * A request ended; each accepted one does exactly once. Durations in seconds from arrival at the router.
 *
 * @param atMillis when it ended
 * @param arrivedAtMillis when it arrived
 * @param pod where its last try went; empty if none was tried
 * @param incarnation of that pod
 * @param tries pods that it was sent to
 * @param outcome how it ended
 * @param status HTTP status that the client got; 0 if it left before any
 * @param queuedSeconds time in the waiting room
 * @param ttftSeconds to the first byte of the answer's body for a stream, of the whole answer otherwise; 0 if none came
 * @param e2eSeconds to the last byte
 * @param promptTokens of the prompt
 * @param cachedTokens of the prompt that came from the engine's prefix cache, if it says so
 * @param outputTokens generated
 * @param sloClass that it was held to
 * @param verdict of {@link SloJudge}, by the router, which knows the target and the reference engine
 * @param policy that picked the pod
 * @param pickReason why that pod, in a few words of a bounded set
 */
public record RequestFinished(
        int v,
        String router,
        long atMillis,
        String requestId,
        String model,
        String tenant,
        long arrivedAtMillis,
        String pod,
        String incarnation,
        int tries,
        Outcome outcome,
        int status,
        boolean stream,
        double queuedSeconds,
        double ttftSeconds,
        double e2eSeconds,
        long promptTokens,
        long cachedTokens,
        long outputTokens,
        TokenSource tokenSource,
        String sloClass,
        SloJudge.Verdict verdict,
        String policy,
        String pickReason)
        implements RequestRecord {}
