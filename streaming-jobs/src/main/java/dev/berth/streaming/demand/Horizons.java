package dev.berth.streaming.demand;

import java.io.Serializable;
import java.util.List;

/**
 * The window, and the longer times that are told of beside it. Each has slices as long as its slide; a slice that leaves one
 * becomes part of a slice of the next, so that nothing is held twice and long times cost few slices.
 *
 * <pre>
 *                       now
 *   |  hours  |  minutes  | 5 s |      a request passes from right to left
 *   0 ........ 24 h ... 15 min . 1 min
 * </pre>
 *
 * @param window of the finest slices
 * @param quarter 15 minutes, of slices of a minute
 * @param day 24 hours, of slices of an hour
 */
record Horizons(Windows window, Windows quarter, Windows day) implements Serializable {
    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;

    Horizons {
        if (quarter.slideMillis() % window.slideMillis() != 0 || window.windowMillis() > quarter.windowMillis()) {
            throw new IllegalArgumentException("slices of " + window.slideMillis() + " ms in windows of "
                    + window.windowMillis() + " ms don't add up to minutes in 15 minutes");
        }
    }

    static Horizons of(Windows window) {
        return new Horizons(window, new Windows(15 * MINUTE, MINUTE), new Windows(24 * HOUR, HOUR));
    }

    /** The finest first. */
    List<Windows> all() {
        return List.of(window, quarter, day);
    }

    /** Slices of the window's slide in the quarter: what the forecast looks back on. */
    int historySlices() {
        return (int) (quarter.windowMillis() / window.slideMillis());
    }

    /** Bins of a slice: seconds in the finest, then slices of the one before, then parts of 5 minutes. */
    int binsPerSlice(int tier) {
        return switch (tier) {
            case 0 -> window.binsPerSlice();
            case 1 -> (int) (quarter.slideMillis() / window.slideMillis());
            default -> (int) (day.slideMillis() / (5 * MINUTE));
        };
    }

    long binMillis(int tier) {
        return all().get(tier).slideMillis() / binsPerSlice(tier);
    }
}
