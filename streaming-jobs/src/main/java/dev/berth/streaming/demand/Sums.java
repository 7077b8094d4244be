package dev.berth.streaming.demand;

import dev.berth.domain.demand.LatencyQuantiles;
import dev.berth.domain.demand.LengthCell;
import dev.berth.domain.demand.ServedShare;
import dev.berth.domain.slo.Attainment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The sum of some slices, in the words of documents. */
final class Sums {
    /** Pairs of SLO class and tenant that a document tells apart, the most requests first. */
    private static final int MOST_SHARES = 20;

    private static final Comparator<ServedShare> BY_REQUESTS = Comparator.comparingLong(ServedShare::finished)
            .reversed()
            .thenComparing(ServedShare::sloClass)
            .thenComparing(ServedShare::tenant);

    /** Token counts are below 2^30, so their buckets are at most 30. */
    private static final int BUCKETS = 32;

    private final Slice sum = new Slice(0);

    /** Of so few pairs of lengths a list is kept in order; of more a table of all there can be. */
    private static final int FEW_CELLS = 24;

    /** Cells and how often each was seen, in order; the first {@link #fewCells}. */
    private final int[] known = new int[FEW_CELLS];

    private final long[] counts = new long[FEW_CELLS];
    private int fewCells;

    /** By cell; null while there are few. */
    private long[] cells;

    Sums() {
        sum.latencies = LatencySketches.ofMany();
    }

    void add(Slice slice) {
        sum.addAllButCells(slice);
        slice.forEachCell(this::addCell);
    }

    private void addCell(int sliceCell, long count) {
        int cell = Slice.outputLog2(sliceCell) * BUCKETS + Slice.promptLog2(sliceCell);
        if (cells != null) {
            cells[cell] += count;
            return;
        }
        int at = Arrays.binarySearch(known, 0, fewCells, cell);
        if (at >= 0) {
            counts[at] += count;
        } else if (fewCells < FEW_CELLS) {
            insert(-at - 1, cell, count);
        } else {
            cells = new long[BUCKETS * BUCKETS];
            for (int i = 0; i < fewCells; i++) {
                cells[known[i]] = counts[i];
            }
            cells[cell] += count;
        }
    }

    private void insert(int at, int cell, long count) {
        System.arraycopy(known, at, known, at + 1, fewCells - at);
        System.arraycopy(counts, at, counts, at + 1, fewCells - at);
        known[at] = cell;
        counts[at] = count;
        fewCells++;
    }

    Slice counts() {
        return sum;
    }

    List<LengthCell> lengths() {
        List<LengthCell> told = new ArrayList<>();
        if (cells == null) {
            for (int i = 0; i < fewCells; i++) {
                told.add(lengthCell(known[i], counts[i]));
            }
            return told;
        }
        for (int i = 0; i < cells.length; i++) {
            if (cells[i] > 0) {
                told.add(lengthCell(i, cells[i]));
            }
        }
        return told;
    }

    private static LengthCell lengthCell(int cell, long count) {
        return new LengthCell(cell / BUCKETS, cell % BUCKETS, count);
    }

    List<LatencyQuantiles> latencies() {
        return sum.latencies.quantiles();
    }

    List<ServedShare> served(double seconds) {
        List<ServedShare> all = new ArrayList<>();
        sum.shares.forEach((key, counts) -> all.add(share(Slice.sloClass(key), Slice.tenant(key), counts, seconds)));
        all.sort(BY_REQUESTS);
        if (all.size() <= MOST_SHARES) {
            return all;
        }
        List<ServedShare> told = new ArrayList<>(all.subList(0, MOST_SHARES));
        Map<String, ServedCounts> others = new TreeMap<>();
        for (ServedShare share : all.subList(MOST_SHARES, all.size())) {
            others.computeIfAbsent(share.sloClass(), unused -> new ServedCounts())
                    .add(sum.shares.get(Slice.shareKey(share.sloClass(), share.tenant())));
        }
        others.forEach((sloClass, counts) -> told.add(share(sloClass, ServedShare.OTHERS, counts, seconds)));
        return told;
    }

    private static ServedShare share(String sloClass, String tenant, ServedCounts counts, double seconds) {
        return new ServedShare(
                sloClass,
                tenant,
                counts.finished,
                new Attainment(counts.met, counts.counted),
                counts.failed,
                counts.met / seconds);
    }

    Attainment attainment() {
        return new Attainment(sum.met, sum.counted);
    }

    double meanE2eSeconds() {
        return mean(sum.e2eMicros, sum.completed);
    }

    double meanTtftSeconds() {
        return mean(sum.ttftMicros, sum.completed);
    }

    private static double mean(long micros, long count) {
        return count == 0 ? 0 : micros / 1e6 / count;
    }
}
