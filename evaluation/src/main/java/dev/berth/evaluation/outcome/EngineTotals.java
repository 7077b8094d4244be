package dev.berth.evaluation.outcome;

/**
 * What all engines did together.
 *
 * @param gpuSeconds pods' time paid for
 * @param cost the same by the pods' price, price units
 * @param registrations loads that the actuator asked for and that ended well
 * @param failedRegistrations those that did not
 * @param unregistrations by the actuator
 * @param slotLoads adapters brought into a GPU slot
 * @param slotMisses of these, for a request in the queue rather than for a registration
 * @param diskReads adapters read into host memory
 */
public record EngineTotals(
        double gpuSeconds,
        double cost,
        double busySeconds,
        double stallSeconds,
        long steps,
        long promptTokens,
        long outputTokens,
        long registrations,
        long failedRegistrations,
        long unregistrations,
        long slotLoads,
        long slotMisses,
        long diskReads,
        long prefixQueryTokens,
        long prefixHitTokens,
        long preemptions) {
    public double gpuHours() {
        return gpuSeconds / 3600;
    }

    /** Share of looked-up prompt tokens that were in a prefix cache. */
    public double prefixHitRate() {
        return prefixQueryTokens == 0 ? 0 : (double) prefixHitTokens / prefixQueryTokens;
    }
}
