package dev.berth.domain.engine;

/**
 * Time of one engine step (one forward pass over the batch), in milliseconds:
 *
 * <pre>
 *   t = (base + perSequence * s + perPrefillToken * p + perKvToken * k) * (1 + [a > 0] * (loraFixed + loraPerAdapter * a))
 *
 *   s  sequences that decode one token in this step
 *   p  prompt tokens computed in this step (without cached ones)
 *   k  KV tokens read by the decoding sequences
 *   a  distinct adapters in the batch (0: base model only, and no LoRA cost)
 * </pre>
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
        double loraPerAdapter) {

    public StepTime {
        double least = Math.min(
                Math.min(Math.min(baseMillis, perSequenceMillis), Math.min(perPrefillTokenMillis, perKvTokenMillis)),
                Math.min(loraFixed, loraPerAdapter));
        if (!(least >= 0) || baseMillis == 0) {
            throw new IllegalArgumentException("step-time coefficients are >= 0, and the base > 0");
        }
    }

    /** Milliseconds of one step; see the class for the arguments. */
    public double millis(double sequences, double prefillTokens, double kvTokens, double distinctAdapters) {
        return (baseMillis
                        + perSequenceMillis * sequences
                        + perPrefillTokenMillis * prefillTokens
                        + perKvTokenMillis * kvTokens)
                * loraFactor(distinctAdapters);
    }

    /** What the adapters in a batch multiply a step's time by; 1 for a batch of base-model requests. */
    public double loraFactor(double distinctAdapters) {
        return distinctAdapters > 0 ? 1 + loraFixed + loraPerAdapter * distinctAdapters : 1;
    }

    /** Time that an idle engine takes to read a prompt in chunks of at most {@code chunkTokens}. Seconds. */
    public double idlePrefillSeconds(long promptTokens, int chunkTokens) {
        long steps = Math.max(1, (promptTokens + chunkTokens - 1) / chunkTokens);
        return (steps * baseMillis + promptTokens * perPrefillTokenMillis) / 1000;
    }
}
