package dev.berth.evaluation.virtual;

import java.util.Arrays;

/**
 * What is going to happen, by (virtual nanoseconds, order of scheduling): events of the same nanosecond happen in the order
 * in which they were scheduled. A binary heap over flat arrays, since a run has many millions of events.
 */
final class EventQueue {
    static final long MICRO = 1_000;
    static final long MILLI = 1_000_000;
    static final long SECOND = 1_000_000_000;

    /** Unix time of virtual 0, milliseconds: a whole minute, so that windows begin with the world. */
    static final long EPOCH_MILLIS = 1_700_000_040_000L;

    private long[] times = new long[1 << 10];
    private long[] orders = new long[1 << 10];
    private Runnable[] events = new Runnable[1 << 10];
    private int size;
    private long scheduled;
    private long now;

    /** Virtual nanoseconds. */
    long now() {
        return now;
    }

    /** The same as Unix time. */
    long millis() {
        return EPOCH_MILLIS + now / MILLI;
    }

    void after(long nanos, Runnable event) {
        at(now + nanos, event);
    }

    void at(long nanos, Runnable event) {
        if (nanos < now) {
            throw new IllegalArgumentException("virtual time never goes back: " + nanos + " < " + now);
        }
        if (size == times.length) {
            times = Arrays.copyOf(times, 2 * size);
            orders = Arrays.copyOf(orders, 2 * size);
            events = Arrays.copyOf(events, 2 * size);
        }
        int at = size++;
        long order = scheduled++;
        while (at > 0) {
            int parent = (at - 1) >>> 1;
            if (times[parent] <= nanos) { // An equal time is of an earlier order.
                break;
            }
            move(parent, at);
            at = parent;
        }
        put(at, nanos, order, event);
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** Makes the next event happen. */
    void next() {
        Runnable event = events[0];
        now = times[0];
        size--;
        if (size > 0) {
            sink(times[size], orders[size], events[size]);
        }
        events[size] = null;
        event.run();
    }

    private void sink(long time, long order, Runnable event) {
        int at = 0;
        while (true) {
            int child = 2 * at + 1;
            if (child >= size) {
                break;
            }
            if (child + 1 < size && before(child + 1, child)) {
                child++;
            }
            if (time < times[child] || (time == times[child] && order < orders[child])) {
                break;
            }
            move(child, at);
            at = child;
        }
        put(at, time, order, event);
    }

    private boolean before(int a, int b) {
        return times[a] < times[b] || (times[a] == times[b] && orders[a] < orders[b]);
    }

    private void move(int from, int to) {
        times[to] = times[from];
        orders[to] = orders[from];
        events[to] = events[from];
    }

    private void put(int at, long time, long order, Runnable event) {
        times[at] = time;
        orders[at] = order;
        events[at] = event;
    }
}
