package dev.berth.simulator.trace;

/** A trace that can't be used. The message is one sentence with the file and, where there is one, the line. */
public final class TraceException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public TraceException(String message) {
        super(message);
    }
}
