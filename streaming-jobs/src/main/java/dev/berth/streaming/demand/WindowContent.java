package dev.berth.streaming.demand;

import dev.berth.domain.Version;
import dev.berth.domain.demand.AdapterDemand;
import dev.berth.domain.demand.LengthCell;
import dev.berth.domain.slo.Attainment;
import java.util.Comparator;

/**
 * One model's requests in one window, gathered slice by slice, and the demand that they amount to.
 *
 * <p>The demand's version is (window end, 1 + records in the window): a window that closed and then got late records
 * supersedes itself, and equal content has equal versions, so that reading the same records again, in whatever order and
 * after whatever failure, ends with the same document.
 */
final class WindowContent {
    private static final Comparator<LengthCell> BY_LENGTH =
            Comparator.comparingInt(LengthCell::outputLog2).thenComparingInt(LengthCell::promptLog2);

    private final Windows windows;
    private final int[] bins;
    private final Slice sum = new Slice(0);

    WindowContent(Windows windows) {
        this.windows = windows;
        this.bins = new int[windows.slices() * windows.binsPerSlice()];
    }

    /** Where a model's slices are kept; null where there is none. */
    @FunctionalInterface
    interface Slices<E extends Exception> {
        Slice startingAt(long millis) throws E;
    }

    /** All that is kept of the window ending there. */
    static <E extends Exception> WindowContent of(Windows windows, long end, Slices<E> slices) throws E {
        WindowContent content = new WindowContent(windows);
        long start = end - windows.windowMillis();
        for (int i = 0; i < windows.slices(); i++) {
            Slice slice = slices.startingAt(start + i * windows.slideMillis());
            if (slice != null) {
                content.put(i, slice);
            }
        }
        return content;
    }

    /**
     * @param index of the slice in the window, 0 the oldest
     */
    void put(int index, Slice slice) {
        System.arraycopy(slice.arrivals, 0, bins, index * windows.binsPerSlice(), windows.binsPerSlice());
        sum.addCounts(slice);
    }

    /** As if everything was read; {@link Completeness} corrects it. */
    AdapterDemand demand(String model, long windowEnd, long nowMillis) {
        long arrivals = 0;
        for (int bin : bins) {
            arrivals += bin;
        }
        double rate = arrivals / windows.windowSeconds();
        double meanE2e = mean(sum.e2eMicros, sum.completed);
        return new AdapterDemand(
                new Version(windowEnd, 1 + arrivals + sum.finished),
                nowMillis,
                model,
                windowEnd,
                windows.windowMillis(),
                arrivals,
                rate,
                Forecast.perSecond(bins),
                sum.finished,
                sum.cells.entrySet().stream()
                        .map(e -> Slice.cell(e.getKey(), e.getValue()))
                        .sorted(BY_LENGTH)
                        .toList(),
                sum.promptTokens,
                sum.cachedTokens,
                sum.outputTokens,
                meanE2e,
                mean(sum.ttftMicros, sum.completed),
                rate * meanE2e,
                indexOfDispersion(arrivals),
                new Attainment(sum.met, sum.counted),
                sum.failed,
                1);
    }

    /** Variance over mean of the arrivals in a second; 1, as Poisson's, if there is nothing to tell it from. */
    private double indexOfDispersion(long arrivals) {
        if (arrivals == 0 || bins.length < 2) {
            return 1;
        }
        double mean = arrivals / (double) bins.length;
        double squares = 0;
        for (int bin : bins) {
            squares += (bin - mean) * (bin - mean);
        }
        return squares / (bins.length - 1) / mean;
    }

    private static double mean(long micros, long count) {
        return count == 0 ? 0 : micros / 1e6 / count;
    }
}
