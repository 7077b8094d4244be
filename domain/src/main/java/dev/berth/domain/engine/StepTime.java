package dev.berth.domain.engine;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * Time of one engine step (one forward pass over the batch), in milliseconds:
 *
 * <pre>
 *   t = (base + perSequence * s + perPrefillToken * p + perKvToken * k) * (1 + [a > 0] * (loraFixed + loraPerAdapter * a))
 *       + host + hostPerRunning * r + hostPerSkipped * w
 *
 *   s  sequences that decode one token in this step
 *   p  prompt tokens computed in this step (without cached ones)
 *   k  KV tokens read by the decoding sequences
 *   a  distinct adapters in the batch (0: base model only, and no LoRA cost)
 *   r  requests that run, in this batch or not
 *   w  requests that wait and that the scheduler passed over in this step, since their adapters have no slot
 * </pre>
 *
 * The second line is what the host does between two forward passes (scheduling, detokenising, streaming): nothing in engines
 * that overlap it, much in vLLM's V0, whose Python scheduler walks its queues in every step. A request that comes delays the
 * step after it by {@code hostPerArrival}, the first one ever of an adapter by {@code hostPerNewAdapter} more (V0 seems to look for the
 * adapter's tokenizer in its event loop). Those five coefficients are 0 where an engine file leaves them out.
 *
 * Loads of adapters that stall the step are added by the engine. Source of the form and of the published coefficients: the
 * digital-twin fits of Agullo et al. (arXiv 2508.08343, 2602.24044); the LoRA cost differs by more than ten times between
 * vLLM versions, so it is a parameter and every claim is run at a low and a high one.
 */
public record StepTime(
        double baseMillis,
        double perSequenceMillis,
        double perPrefillTokenMillis,
        double perKvTokenMillis,
        double loraFixed,
        double loraPerAdapter,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) double hostMillis,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) double hostPerRunningMillis,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) double hostPerSkippedMillis,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) double hostPerArrivalMillis,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) double hostPerNewAdapterMillis) {

    public StepTime {
        Coefficient.notNegative("baseMillis", baseMillis);
        Coefficient.notNegative("perSequenceMillis", perSequenceMillis);
        Coefficient.notNegative("perPrefillTokenMillis", perPrefillTokenMillis);
        Coefficient.notNegative("perKvTokenMillis", perKvTokenMillis);
        Coefficient.notNegative("loraFixed", loraFixed);
        Coefficient.notNegative("loraPerAdapter", loraPerAdapter);
        Coefficient.notNegative("hostMillis", hostMillis);
        Coefficient.notNegative("hostPerRunningMillis", hostPerRunningMillis);
        Coefficient.notNegative("hostPerSkippedMillis", hostPerSkippedMillis);
        Coefficient.notNegative("hostPerArrivalMillis", hostPerArrivalMillis);
        Coefficient.notNegative("hostPerNewAdapterMillis", hostPerNewAdapterMillis);
        if (baseMillis == 0) {
            throw new IllegalArgumentException("baseMillis must be > 0, or a step would take no time");
        }
    }

    /** Without time on the host. */
    public StepTime(
            double baseMillis,
            double perSequenceMillis,
            double perPrefillTokenMillis,
            double perKvTokenMillis,
            double loraFixed,
            double loraPerAdapter) {
        this(
                baseMillis,
                perSequenceMillis,
                perPrefillTokenMillis,
                perKvTokenMillis,
                loraFixed,
                loraPerAdapter,
                0,
                0,
                0,
                0,
                0);
    }

    /** Milliseconds of one forward pass; see the class for the arguments. */
    public double millis(double sequences, double prefillTokens, double kvTokens, double distinctAdapters) {
        return (baseMillis
                        + perSequenceMillis * sequences
                        + perPrefillTokenMillis * prefillTokens
                        + perKvTokenMillis * kvTokens)
                * loraFactor(distinctAdapters);
    }

    /** Milliseconds on the host between two forward passes. */
    public double hostTimeMillis(double running, double skipped) {
        return hostMillis + hostPerRunningMillis * running + hostPerSkippedMillis * skipped;
    }

    /** Milliseconds by which a request that comes delays the next step. */
    public double arrivalMillis(boolean firstOfItsAdapter) {
        return hostPerArrivalMillis + (firstOfItsAdapter ? hostPerNewAdapterMillis : 0);
    }

    /** What the adapters in a batch multiply a step's time by; 1 for a batch of base-model requests. */
    public double loraFactor(double distinctAdapters) {
        return distinctAdapters > 0 ? 1 + loraFixed + loraPerAdapter * distinctAdapters : 1;
    }

    /** Time that an idle engine takes to read a prompt in chunks of at most {@code chunkTokens}. Seconds. */
    public double idlePrefillSeconds(long promptTokens, int chunkTokens) {
        long steps = Math.max(1, (promptTokens + chunkTokens - 1) / chunkTokens);
        return (steps * (baseMillis + hostTimeMillis(1, 0)) + promptTokens * perPrefillTokenMillis) / 1000;
    }
}
