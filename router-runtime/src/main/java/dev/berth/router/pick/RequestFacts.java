package dev.berth.router.pick;

import dev.berth.domain.slo.SloTarget;

/**
 * What is known of a request when its pod is chosen.
 *
 * @param adapter whether the model is an adapter; a base model needs no slot
 * @param promptTokens estimated from the body's length
 * @param outputTokens predicted, one draw for the request
 * @param sequence the model's how-manieth pick this is, from 0; what round-robin turns on
 * @param target what the request's class is held to
 * @param streamed whether the client sees the first token; of other answers nobody sees when the pod began them
 * @param waitedSeconds since the request arrived, in the waiting room or with pods that failed it
 * @param prefix of its prompt; {@link PrefixBlocks#NONE} unless the policy asks for it
 */
public record RequestFacts(
        String model,
        boolean adapter,
        long promptTokens,
        long outputTokens,
        long sequence,
        SloTarget target,
        boolean streamed,
        double waitedSeconds,
        PrefixBlocks prefix) {

    /** A streamed request that has just come, without a target and without a known prefix. */
    public RequestFacts(String model, boolean adapter, long promptTokens, long outputTokens, long sequence) {
        this(model, adapter, promptTokens, outputTokens, sequence, SloTarget.NONE, true, 0, PrefixBlocks.NONE);
    }

    public RequestFacts withTarget(SloTarget newTarget) {
        return new RequestFacts(
                model, adapter, promptTokens, outputTokens, sequence, newTarget, streamed, waitedSeconds, prefix);
    }

    public RequestFacts withPrefix(PrefixBlocks newPrefix) {
        return new RequestFacts(
                model, adapter, promptTokens, outputTokens, sequence, target, streamed, waitedSeconds, newPrefix);
    }

    public RequestFacts waiting(double seconds) {
        return new RequestFacts(
                model, adapter, promptTokens, outputTokens, sequence, target, streamed, seconds, prefix);
    }

    /** As one whose answer comes in one piece. */
    public RequestFacts whole() {
        return new RequestFacts(
                model, adapter, promptTokens, outputTokens, sequence, target, false, waitedSeconds, prefix);
    }

    /** The time that one output token of the request may take, seconds; 0 if its target sets no such bound. */
    public double secondsPerToken() {
        if (target.tpotSeconds() > 0) {
            return target.tpotSeconds();
        }
        return target.e2eSeconds() / Math.max(1, outputTokens);
    }
}
