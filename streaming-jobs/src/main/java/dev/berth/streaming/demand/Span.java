package dev.berth.streaming.demand;

/**
 * The time between two heartbeats of a router, and what happened in it.
 *
 * @param fromMillis exclusive
 * @param toMillis inclusive
 * @param accepted by the router's own account
 * @param read arrivals that were read
 */
public record Span(long fromMillis, long toMillis, long accepted, long read) {
    boolean holds(long atMillis) {
        return fromMillis < atMillis && atMillis <= toMillis;
    }

    Span withOneMoreRead() {
        return new Span(fromMillis, toMillis, accepted, read + 1);
    }
}
