package dev.berth.streaming.demand;

import java.io.Serializable;

/**
 * Sliding windows over event time, aligned to the Unix epoch and made of slices as long as the slide. All in milliseconds.
 *
 * <pre>
 *   |slice|slice|slice|slice|slice|
 *   [------- window --------)
 *         [------- window --------)
 * </pre>
 *
 * @param windowMillis a multiple of {@code slideMillis}
 * @param slideMillis whole seconds
 */
public record Windows(long windowMillis, long slideMillis) implements Serializable {
    public static final long BIN_MILLIS = 1_000;

    public Windows {
        if (slideMillis <= 0 || slideMillis % BIN_MILLIS != 0 || windowMillis % slideMillis != 0 || windowMillis <= 0) {
            throw new IllegalArgumentException("a window of " + windowMillis + " ms by " + slideMillis + " ms");
        }
    }

    public int slices() {
        return (int) (windowMillis / slideMillis);
    }

    public int binsPerSlice() {
        return (int) (slideMillis / BIN_MILLIS);
    }

    public double windowSeconds() {
        return windowMillis / 1e3;
    }

    /** Start of the slice that holds this time. */
    public long sliceStart(long atMillis) {
        return Math.floorDiv(atMillis, slideMillis) * slideMillis;
    }

    /** End of the youngest window that is closed when time has come to {@code watermark}: all before it was read. */
    public long newestClosed(long watermark) {
        return watermark == Long.MIN_VALUE ? Long.MIN_VALUE : sliceStart(watermark + 1);
    }

    /** The watermark that closes the window ending there. */
    public long closes(long windowEnd) {
        return windowEnd - 1;
    }

    /** Whether the newest window closed by then, or one to come, still holds that time. */
    public boolean stillCounts(long atMillis, long watermark) {
        return watermark == Long.MIN_VALUE || atMillis >= newestClosed(watermark) - windowMillis;
    }

    /** Whether the slice of that time is in no window that is closed by then. */
    public boolean onTime(long atMillis, long watermark) {
        return closes(sliceStart(atMillis) + slideMillis) > watermark;
    }
}
