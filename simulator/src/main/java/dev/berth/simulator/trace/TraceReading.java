package dev.berth.simulator.trace;

import java.util.Iterator;

/**
 * Requests of a trace in the order of arrival, made while they are asked for, so that a trace of any length takes the same
 * memory. Whatever is wrong with the trace is said, as a {@link TraceException}, when it is reached.
 */
public interface TraceReading extends Iterator<TraceRequest>, AutoCloseable {
    /** Ends the reading early; one that was read to its end is closed already. */
    @Override
    void close();

    /** A reading without anything to close. */
    static TraceReading of(Iterator<TraceRequest> requests) {
        return new TraceReading() {
            @Override
            public boolean hasNext() {
                return requests.hasNext();
            }

            @Override
            public TraceRequest next() {
                return requests.next();
            }

            @Override
            public void close() {
                // Nothing is open.
            }
        };
    }
}
