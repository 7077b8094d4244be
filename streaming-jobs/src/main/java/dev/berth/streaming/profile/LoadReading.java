package dev.berth.streaming.profile;

/**
 * One load of an adapter that ended well.
 *
 * @param first whether this pod had not read it before, so that the file was not in its page cache
 * @param millis from the call to the engine's answer: disk to host memory to slot
 */
public record LoadReading(int rank, boolean first, double millis) {}
