package dev.berth.streaming.demand;

import java.util.List;

/**
 * One model's slices of all lengths: a record comes into one of the finest, and moves on into coarser ones as it grows old.
 *
 * <p>At the end of a window the slices that left it are merged into those of the next length. Records that come late enter
 * the finest slices only, and are refused once their slice has left the window; so a slice that moves on is complete.
 */
final class SliceTiers<E extends Exception> {
    private final Horizons horizons;
    private final List<SliceStore<E>> stores;

    /**
     * @param stores of each length, the finest first
     */
    SliceTiers(Horizons horizons, List<SliceStore<E>> stores) {
        this.horizons = horizons;
        this.stores = stores;
    }

    /**
     * Passes on what has left its window by the time one ends there. To be called for the ends in their order; for a longer
     * time when one of its own ends has come.
     */
    void moveOn(long end) throws E {
        for (int tier = 0; tier < stores.size(); tier++) {
            Windows windows = horizons.all().get(tier);
            if (end % windows.slideMillis() == 0) {
                moveOn(tier, end - windows.windowMillis() - windows.slideMillis());
            }
        }
    }

    private void moveOn(int tier, long start) throws E {
        Slice leaving = stores.get(tier).startingAt(start);
        if (leaving == null) {
            return;
        }
        stores.get(tier).remove(start);
        if (tier + 1 == stores.size()) {
            return;
        }
        Windows next = horizons.all().get(tier + 1);
        SliceStore<E> store = stores.get(tier + 1);
        long into = next.sliceStart(start);
        Slice slice = store.startingAt(into);
        if (slice == null) {
            slice = new Slice(horizons.binsPerSlice(tier + 1));
        }
        addTo(slice, tier + 1, start - into, leaving, tier);
        boolean last = start + horizons.all().get(tier).slideMillis() == into + next.slideMillis();
        if (last || tier > 0) {
            slice.pack();
        }
        store.put(into, slice);
    }

    private void addTo(Slice slice, int tier, long offsetMillis, Slice part, int partTier) {
        if (partTier == 0) {
            slice.arrivals[(int) (offsetMillis / horizons.binMillis(tier))] += (int) part.totalArrivals();
            slice.addCounts(part);
            return;
        }
        int partBinsPerBin = Math.max(1, (int) (horizons.binMillis(tier) / horizons.binMillis(partTier)));
        slice.addPart(part, (int) (offsetMillis / horizons.binMillis(tier)), partBinsPerBin);
    }

    /** All that is kept of the finest window ending there. */
    WindowContent window(long end) throws E {
        return WindowContent.of(horizons.window(), end, stores.get(0)::startingAt);
    }

    /** All that is kept of a longer time ending there, at an end of its own. */
    HorizonContent horizon(int tier, long end) throws E {
        Windows windows = horizons.all().get(tier);
        long start = end - windows.windowMillis();
        HorizonContent content = new HorizonContent(windows, horizons.binsPerSlice(tier), horizons.binMillis(tier));
        for (long at = start; at < end; at += windows.slideMillis()) {
            content.put(at - start, stores.get(tier).startingAt(at));
        }
        for (int finer = tier - 1; finer >= 0; finer--) {
            Windows parts = horizons.all().get(finer);
            long from = Math.max(start, parts.sliceStart(end - parts.windowMillis()));
            for (long at = from; at < end; at += parts.slideMillis()) {
                content.put(at - start, stores.get(finer).startingAt(at), horizons.binMillis(finer));
            }
        }
        return content;
    }

    /**
     * Arrivals in each slice of the finest length, oldest first, of the last 15 minutes before that end.
     *
     * @param knownFrom when reading began; what was before is not told
     */
    ArrivalHistory history(long end, long knownFrom) throws E {
        long slide = horizons.window().slideMillis();
        long oldest = Math.max(
                end - horizons.quarter().windowMillis(), horizons.window().sliceStart(knownFrom));
        int slices = (int) Math.max(0, (end - oldest) / slide);
        int[] counts = new int[slices];
        Windows minutes = horizons.quarter();
        for (long minute = minutes.sliceStart(oldest); minute < end; minute += minutes.slideMillis()) {
            Slice slice = stores.get(1).startingAt(minute);
            if (slice != null) {
                spread(slice.arrivals, minute, oldest, counts);
            }
        }
        for (long at = Math.max(oldest, end - horizons.window().windowMillis()); at < end; at += slide) {
            Slice slice = stores.get(0).startingAt(at);
            if (slice != null) {
                counts[(int) ((at - oldest) / slide)] += (int) slice.totalArrivals();
            }
        }
        Slice newest = stores.get(0).startingAt(end - slide);
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

    boolean isEmpty() throws E {
        for (SliceStore<E> store : stores) {
            if (!store.isEmpty()) {
                return false;
            }
        }
        return true;
    }
}
