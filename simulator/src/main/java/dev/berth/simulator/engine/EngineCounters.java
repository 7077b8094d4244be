package dev.berth.simulator.engine;

/**
 * What an engine has done since it started.
 *
 * @param promptTokens of requests whose first token was sampled
 * @param prefixQueries prompt tokens looked up in the prefix cache
 * @param prefixHits those found
 * @param diskReads adapters read into host memory
 * @param slotLoads adapters copied into a slot
 * @param busyNanos virtual time in steps
 * @param stallNanos the part of it in which adapters were loaded
 */
public record EngineCounters(
        long steps,
        long promptTokens,
        long generationTokens,
        long prefixQueries,
        long prefixHits,
        long preemptions,
        long diskReads,
        long slotLoads,
        long busyNanos,
        long stallNanos) {}
