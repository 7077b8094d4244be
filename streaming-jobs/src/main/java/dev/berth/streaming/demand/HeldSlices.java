package dev.berth.streaming.demand;

import dev.berth.domain.demand.DemandHorizon;
import java.util.List;
import java.util.Map;

/**
 * One model's slices as they are when a window ends, each looked up once however many times hold it. To be used before any
 * slice changes.
 */
final class HeldSlices<E extends Exception> {
    /** A store that holds more slices than this for each that is asked of it was read far ahead, and is not gone through. */
    private static final int MOST_AHEAD = 2;

    private final Horizons horizons;
    private final List<SliceStore<E>> stores;
    private final long end;
    private final Slice[][] rows;

    HeldSlices(Horizons horizons, List<SliceStore<E>> stores, long end) {
        this.horizons = horizons;
        this.stores = stores;
        this.end = end;
        this.rows = new Slice[stores.size()][];
    }

    /** Start of the oldest slice of that length that the time holds. */
    private long oldest(int tier) {
        Windows windows = horizons.all().get(tier);
        return windows.sliceStart(end - windows.windowMillis());
    }

    /** Side by side from the oldest on; null where there is none. */
    private Slice[] row(int tier) throws E {
        if (rows[tier] == null) {
            rows[tier] = read(tier);
        }
        return rows[tier];
    }

    private Slice[] read(int tier) throws E {
        long oldest = oldest(tier);
        long slide = horizons.all().get(tier).slideMillis();
        Slice[] row = new Slice[(int) ((end - oldest + slide - 1) / slide)];
        int seen = 0;
        for (Map.Entry<Long, Slice> each : stores.get(tier).all()) {
            if (++seen > MOST_AHEAD * row.length) {
                return lookUp(tier, row);
            }
            long index = Math.floorDiv(each.getKey() - oldest, slide);
            if (index >= 0 && index < row.length) {
                row[(int) index] = each.getValue();
            }
        }
        return row;
    }

    private Slice[] lookUp(int tier, Slice[] row) throws E {
        for (int i = 0; i < row.length; i++) {
            row[i] = stores.get(tier)
                    .startingAt(oldest(tier) + i * horizons.all().get(tier).slideMillis());
        }
        return row;
    }

    private Slice at(int tier, long start) throws E {
        return row(tier)[
                (int) ((start - oldest(tier)) / horizons.all().get(tier).slideMillis())];
    }

    /** The finest window. */
    WindowContent window() throws E {
        WindowContent content = new WindowContent(horizons.window());
        Slice[] row = row(0);
        for (int i = 0; i < row.length; i++) {
            if (row[i] != null) {
                content.put(i, row[i]);
            }
        }
        return content;
    }

    /** What is to be done with a slice of a longer time. */
    private interface Part {
        void take(long offsetMillis, Slice slice, long binMillis);
    }

    private void forEachPart(int tier, Part part) throws E {
        long start = end - horizons.all().get(tier).windowMillis();
        for (int length = tier; length >= 0; length--) {
            long slide = horizons.all().get(length).slideMillis();
            for (long at = Math.max(start, oldest(length)); at < end; at += slide) {
                Slice slice = at(length, at);
                if (slice != null) {
                    part.take(at - start, slice, horizons.binMillis(length));
                }
            }
        }
    }

    /**
     * What a longer time amounts to, at an end of its own.
     *
     * @param before the same of its last end; null if there is none
     * @param left whether a slice has left it since
     */
    DemandHorizon horizon(int tier, long knownFrom, DemandHorizon before, boolean left) throws E {
        Windows windows = horizons.all().get(tier);
        if (before != null && !left && isUnchanged(tier, before)) {
            if (before.coveredMillis() == HorizonContent.covered(windows, end, knownFrom)) {
                return HorizonContent.again(before, end);
            }
        }
        HorizonContent content = new HorizonContent(windows, horizons.binsPerSlice(tier), horizons.binMillis(tier));
        forEachPart(tier, content::put);
        return content.tell(end, knownFrom);
    }

    /** Records only come while no slice leaves, so equally many are the same. */
    private boolean isUnchanged(int tier, DemandHorizon before) throws E {
        if (before.windowEndMillis() != end - horizons.all().get(tier).slideMillis()) {
            return false;
        }
        long[] records = {0, 0};
        forEachPart(tier, (offset, slice, binMillis) -> {
            records[0] += slice.totalArrivals();
            records[1] += slice.finished;
        });
        return records[0] == before.arrivals() && records[1] == before.finished();
    }

    /**
     * Arrivals in each slice of the finest length, oldest first, of the last 15 minutes.
     *
     * @param knownFrom when reading began; what was before is not told
     */
    ArrivalHistory history(long knownFrom) throws E {
        long slide = horizons.window().slideMillis();
        long oldest = Math.max(
                end - horizons.quarter().windowMillis(), horizons.window().sliceStart(knownFrom));
        int[] counts = new int[(int) Math.max(0, (end - oldest) / slide)];
        Windows minutes = horizons.quarter();
        for (long minute = minutes.sliceStart(oldest); minute < end; minute += minutes.slideMillis()) {
            Slice slice = at(1, minute);
            if (slice != null) {
                spread(slice.arrivals, minute, oldest, counts);
            }
        }
        for (long at = Math.max(oldest, end - horizons.window().windowMillis()); at < end; at += slide) {
            Slice slice = at(0, at);
            if (slice != null) {
                counts[(int) ((at - oldest) / slide)] += (int) slice.totalArrivals();
            }
        }
        Slice newest = at(0, end - slide);
        int[] bins = newest == null ? new int[horizons.window().binsPerSlice()] : newest.arrivals;
        return new ArrivalHistory(oldest, slide, counts, bins);
    }

    private void spread(int[] bins, long start, long oldest, int[] counts) {
        long slide = horizons.window().slideMillis();
        for (int i = 0; i < bins.length; i++) {
            long index = Math.floorDiv(start + i * slide - oldest, slide);
            if (index >= 0 && index < counts.length) {
                counts[(int) index] += bins[i];
            }
        }
    }
}
