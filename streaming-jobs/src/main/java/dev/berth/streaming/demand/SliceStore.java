package dev.berth.streaming.demand;

import java.util.Map;

/**
 * Where slices of one length are kept, by their start.
 *
 * @param <E> what the store may throw
 */
interface SliceStore<E extends Exception> {
    /** Null if there is none. */
    Slice startingAt(long millis) throws E;

    /** All, by their start, in no order. */
    Iterable<Map.Entry<Long, Slice>> all() throws E;

    void put(long startMillis, Slice slice) throws E;

    void remove(long startMillis) throws E;

    boolean isEmpty() throws E;
}
