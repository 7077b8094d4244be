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

    /** A slice of this length; may be none. */
    void put(long offsetMillis, Slice slice) {
        put(offsetMillis, slice, binMillis);
    }

    /** A slice of a shorter length, whose bins are this long; may be none. */
    void put(long offsetMillis, Slice slice, long sliceBinMillis) {
        if (slice == null) {
            return;
        }
        for (int i = 0; i < slice.arrivals.length; i++) {
            bins[(int) ((offsetMillis + i * sliceBinMillis) / binMillis)] += slice.arrivals[i];
        }
        sums.add(slice);
    }

    /**
     * @param knownFrom when reading began
     */
    DemandHorizon tell(long end, long knownFrom) {
        long covered = Math.min(windows.windowMillis(), Math.max(windows.slideMillis(), end - knownFrom));
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
