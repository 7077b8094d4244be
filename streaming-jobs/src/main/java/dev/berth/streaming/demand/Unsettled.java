package dev.berth.streaming.demand;

import dev.berth.domain.demand.RouterHeartbeat;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * What a router said and did in one slide that no account was made of yet. State of a job, so no record: Flink's serializer
 * asks for public fields.
 */
public final class Unsettled {
    /** Of arrivals, Unix milliseconds, in the order of reading; the first {@link #count}. */
    public long[] times = {};

    public int count;

    /** By their time: copies are one. */
    public Map<Long, RouterHeartbeat> beats = new HashMap<>();

    /** For Flink's serializer. */
    public Unsettled() {}

    void arrived(long atMillis) {
        if (count == times.length) {
            times = Arrays.copyOf(times, Math.max(16, 2 * count));
        }
        times[count++] = atMillis;
    }

    void arrived(Unsettled others) {
        int needed = count + others.count;
        if (needed > times.length) {
            times = Arrays.copyOf(times, needed);
        }
        System.arraycopy(others.times, 0, times, count, others.count);
        count = needed;
    }

    void sortTimes() {
        Arrays.sort(times, 0, count);
    }

    /** How many of the sorted times are not after that one. */
    int upTo(long atMillis) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (times[middle] <= atMillis) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Forgets the first so many. */
    void drop(int settled) {
        times = Arrays.copyOfRange(times, settled, count);
        count -= settled;
    }
}
