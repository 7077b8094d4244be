package dev.berth.simulator.trace;

/**
 * One of the requests that a request of a trace became by scaling.
 *
 * @param request with its new arrival
 * @param index of the original in its trace, from 0; together with the copy it names the request whatever the rate
 * @param copy from 0
 */
public record TraceCopy(TraceRequest request, long index, int copy) {}
