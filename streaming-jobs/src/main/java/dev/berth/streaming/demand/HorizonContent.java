package dev.berth.streaming.demand;

import dev.berth.domain.demand.DemandHorizon;
import java.util.Arrays;

/** One model's requests in one of the longer times, gathered slice by slice, and what they amount to. */
final class HorizonContent {
    private final Windows windows;
    private final long binMillis;
    private final int[] bins;
    private final Sums sums = new Sums();

    HorizonContent(Windows windows, int binsPerSlice, long binMillis) {
        this.windows = windows;
        this.binMillis = binMillis;
        this.bins = new int[windows.slices() * binsPerSlice];
    }

    /** A slice of this length, or of a shorter one, whose bins are this long. */
    void put(long offsetMillis, Slice slice, long sliceBinMillis) {
        for (int i = 0; i < slice.arrivals.length; i++) {
            bins[(int) ((offsetMillis + i * sliceBinMillis) / binMillis)] += slice.arrivals[i];
        }
        sums.add(slice);
    }

    /** How much of the time that ends then was read, at least one slide. */
    static long covered(Windows windows, long end, long knownFrom) {
        return Math.min(windows.windowMillis(), Math.max(windows.slideMillis(), end - knownFrom));
    }

    /** The same requests in a time that ends later. */
    static DemandHorizon again(DemandHorizon before, long end) {
        return new DemandHorizon(
                end,
                before.windowMillis(),
                before.coveredMillis(),
                before.arrivals(),
                before.arrivalsPerSecond(),
                before.peakPerSecond(),
                before.finished(),
                before.lengths(),
                before.promptTokens(),
                before.cachedTokens(),
                before.outputTokens(),
                before.meanE2eSeconds(),
                before.concurrency(),
                before.attainment(),
                before.failed(),
                before.latencies(),
                before.served());
    }

    /**
     * @param knownFrom when reading began
     */
    DemandHorizon tell(long end, long knownFrom) {
        long covered = covered(windows, end, knownFrom);
        double seconds = covered / 1e3;
        long arrivals = 0;
        for (int bin : bins) {
            arrivals += bin;
        }
        double rate = arrivals / seconds;
        Slice sum = sums.counts();
        return new DemandHorizon(
                end,
                windows.windowMillis(),
                covered,
                arrivals,
                rate,
                Arrays.stream(bins).max().orElse(0) / (binMillis / 1e3),
                sum.finished,
                sums.lengths(),
                sum.promptTokens,
                sum.cachedTokens,
                sum.outputTokens,
                sums.meanE2eSeconds(),
                rate * sums.meanE2eSeconds(),
                sums.attainment(),
                sum.failed,
                sums.latencies(),
                sums.served(seconds));
    }
}
