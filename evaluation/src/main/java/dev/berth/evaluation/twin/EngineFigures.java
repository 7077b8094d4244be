package dev.berth.evaluation.twin;

/**
 * What the engine's own log said of one run.
 *
 * @param diskLoads adapters read into host memory
 * @param slotLoads adapters copied from host memory into a slot
 */
public record EngineFigures(long diskLoads, long slotLoads, int maxRunning, int maxWaiting) {}
