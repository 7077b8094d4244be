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
     *
     * @return of each length, whether a slice left
     */
    boolean[] moveOn(long end) throws E {
        boolean[] left = new boolean[stores.size()];
        for (int tier = 0; tier < left.length; tier++) {
            Windows windows = horizons.all().get(tier);
            if (end % windows.slideMillis() == 0) {
                left[tier] = moveOn(tier, end - windows.windowMillis() - windows.slideMillis());
            }
        }
        return left;
    }

    private boolean moveOn(int tier, long start) throws E {
        Slice leaving = stores.get(tier).startingAt(start);
        if (leaving == null) {
            return false;
        }
        stores.get(tier).remove(start);
        if (tier + 1 == stores.size()) {
            return true;
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
        return true;
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

    /** All that is kept of the times that end there, the longer ones if they have an end there. */
    HeldSlices<E> endingAt(long end) {
        return new HeldSlices<>(horizons, stores, end);
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
