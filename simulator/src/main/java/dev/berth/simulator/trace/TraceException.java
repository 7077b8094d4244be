package dev.berth.simulator.trace;

/** A trace that can't be used. The message is one sentence with the file and, where there is one, the line and the column. */
public final class TraceException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public TraceException(String message) {
        super(message);
    }

    /**
     * @param column the cell of a CSV file, the character of any other, from 1
     */
    static TraceException at(String source, int line, int column, String what) {
        return new TraceException(source + ", line " + line + ", column " + column + ": " + what);
    }
}
