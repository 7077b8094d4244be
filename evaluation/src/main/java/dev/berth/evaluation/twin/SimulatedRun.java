package dev.berth.evaluation.twin;

/**
 * What the simulated engine makes of a point.
 *
 * @param starts false if the server would refuse to start, since its KV cache could not hold one longest request; the figures
 *     are zero then
 */
public record SimulatedRun(OperatingPoint point, boolean starts, Figures figures, EngineFigures engine) {}
