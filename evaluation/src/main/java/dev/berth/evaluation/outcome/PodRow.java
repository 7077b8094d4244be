package dev.berth.evaluation.outcome;

/**
 * One pod, all its lives together.
 *
 * @param aliveSeconds GPU time paid for, starting included
 * @param busySeconds of it in engine steps, stalls included
 * @param stallSeconds of it waiting for adapters to load
 * @param requests that it finished
 * @param registrations adapters registered by the actuator
 * @param slotLoads adapters brought into a GPU slot
 * @param prefixQueryTokens prompt tokens looked up in the prefix cache
 * @param prefixHitTokens of these, found
 */
public record PodRow(
        String pod,
        String deployment,
        String zone,
        double aliveSeconds,
        double busySeconds,
        double stallSeconds,
        long requests,
        long registrations,
        long slotLoads,
        long prefixQueryTokens,
        long prefixHitTokens,
        long preemptions) {}
