package dev.berth.streaming.batch;

import java.io.Serializable;

/**
 * A time of the past, Unix milliseconds of event time.
 *
 * @param fromMillis inclusive
 * @param toMillis exclusive
 */
public record Period(long fromMillis, long toMillis) implements Serializable {
    public Period {
        if (fromMillis < 0 || toMillis <= fromMillis) {
            throw new IllegalArgumentException("a period ends after it begins");
        }
    }

    public boolean holds(long atMillis) {
        return fromMillis <= atMillis && atMillis < toMillis;
    }

    public double seconds() {
        return (toMillis - fromMillis) / 1e3;
    }
}
