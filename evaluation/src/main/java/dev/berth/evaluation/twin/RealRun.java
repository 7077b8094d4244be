package dev.berth.evaluation.twin;

/**
 * One run of the real sweep.
 *
 * @param diskLoadMillis mean time of one read from disk in it
 * @param slotLoadMillis mean time of one copy into a slot in it
 */
public record RealRun(
        OperatingPoint point, Figures measured, EngineFigures engine, double diskLoadMillis, double slotLoadMillis) {}
