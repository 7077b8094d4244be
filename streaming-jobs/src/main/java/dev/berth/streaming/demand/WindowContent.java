package dev.berth.streaming.demand;

import dev.berth.domain.Version;
import dev.berth.domain.demand.AdapterDemand;
import dev.berth.domain.demand.DemandHorizon;
import java.util.List;

/**
 * One model's requests in one window, gathered slice by slice, and the demand that they amount to.
 *
 * <p>The demand's version is (window end, 1 + records in the window): a window that closed and then got late records
 * supersedes itself, and equal content has equal versions, so that reading the same records again, in whatever order and
 * after whatever failure, ends with the same document.
 */
final class WindowContent {
    private final Windows windows;
    private final int[] bins;
    private final Sums sums = new Sums();

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
        sums.add(slice);
    }

    /** As if everything was read; {@link Completeness} corrects it. */
    AdapterDemand demand(String model, long windowEnd, long nowMillis, Outlook outlook, List<DemandHorizon> horizons) {
        long records = arrivals() + sums.counts().finished;
        return demand(model, new Version(windowEnd, 1 + records), windowEnd, nowMillis, outlook, horizons);
    }

    /** What was read of a window that is not over. */
    AdapterDemand early(String model, long windowEnd, long nowMillis, Outlook outlook, List<DemandHorizon> horizons) {
        return demand(model, new Version(windowEnd, 0), windowEnd, nowMillis, outlook, horizons);
    }

    private AdapterDemand demand(
            String model,
            Version version,
            long windowEnd,
            long nowMillis,
            Outlook outlook,
            List<DemandHorizon> horizons) {
        long arrivals = arrivals();
        double rate = arrivals / windows.windowSeconds();
        Slice sum = sums.counts();
        return new AdapterDemand(
                version,
                nowMillis,
                model,
                windowEnd,
                windows.windowMillis(),
                arrivals,
                rate,
                outlook.forecast().perSecond(),
                sum.finished,
                sums.lengths(),
                sum.promptTokens,
                sum.cachedTokens,
                sum.outputTokens,
                sums.meanE2eSeconds(),
                sums.meanTtftSeconds(),
                rate * sums.meanE2eSeconds(),
                indexOfDispersion(arrivals),
                sums.attainment(),
                sum.failed,
                1,
                outlook.forecast().upperPerSecond(),
                outlook.changes(),
                sums.latencies(),
                sums.served(windows.windowSeconds()),
                horizons);
    }

    private long arrivals() {
        long arrivals = 0;
        for (int bin : bins) {
            arrivals += bin;
        }
        return arrivals;
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
}
