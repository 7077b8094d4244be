package dev.berth.simulator.trace;

import java.util.function.Consumer;

/** Turns the lines of one file into requests. An instance reads one file once. */
interface TraceFormat {
    /** Gives the requests that are complete with this line: none, one or several, in nearly their order of arrival. */
    void line(int number, String line, Consumer<RawRequest> found);

    /** Gives those that no line completed. */
    void end(Consumer<RawRequest> found);

    /** Whether second 0 is the first arrival; else it is the clock's own 0. */
    boolean startsWithFirstArrival();

    /** How far, at most, a request may stand behind one that arrived later. */
    long disorderNanos();
}
