package dev.berth.simulator.trace;

/** Requests that can be read again and again. */
public interface TraceSource {
    /**
     * Begins at the first request.
     *
     * @param seed of what is synthesised; the same seed gives the same requests, and a file gives them whatever the seed
     */
    TraceReading open(long seed);
}
