package dev.berth.simulator.trace;

import java.io.Closeable;
import java.io.IOException;

/** Writes requests, given in the order of arrival, to a file. */
public interface TraceWriter extends Closeable {
    void write(TraceRequest request) throws IOException;
}
