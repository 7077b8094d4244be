package dev.berth.streaming.demand;

/** How often a model was asked for, slice by slice, oldest first. */
final class ArrivalHistory {
    private final long startMillis;
    private final long slideMillis;
    private final int[] counts;
    private final int[] newestBins;

    /**
     * @param startMillis of the first slice
     * @param slideMillis length of each
     * @param newestBins the newest slice's in equal parts, so that a change in its midst is seen
     */
    ArrivalHistory(long startMillis, long slideMillis, int[] counts, int[] newestBins) {
        this.startMillis = startMillis;
        this.slideMillis = slideMillis;
        this.counts = counts;
        this.newestBins = newestBins;
    }

    long startMillis() {
        return startMillis;
    }

    long slideMillis() {
        return slideMillis;
    }

    double slideSeconds() {
        return slideMillis / 1e3;
    }

    int slices() {
        return counts.length;
    }

    int count(int slice) {
        return counts[slice];
    }

    int bins() {
        return newestBins.length;
    }

    int newestBin(int bin) {
        return newestBins[bin];
    }
}
