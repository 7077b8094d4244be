package dev.berth.streaming.demand;

import dev.berth.domain.demand.LatencyQuantiles;
import dev.berth.domain.demand.LengthCell;
import dev.berth.domain.demand.ServedShare;
import dev.berth.domain.slo.Attainment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The sum of some slices, in the words of documents. */
final class Sums {
    /** Pairs of SLO class and tenant that a document tells apart, the most requests first. */
    private static final int MOST_SHARES = 20;

    private static final Comparator<LengthCell> BY_LENGTH =
            Comparator.comparingInt(LengthCell::outputLog2).thenComparingInt(LengthCell::promptLog2);
    private static final Comparator<ServedShare> BY_REQUESTS = Comparator.comparingLong(ServedShare::finished)
            .reversed()
            .thenComparing(ServedShare::sloClass)
            .thenComparing(ServedShare::tenant);

    private final Slice sum = new Slice(0);

    void add(Slice slice) {
        sum.addCounts(slice);
    }

    Slice counts() {
        return sum;
    }

    List<LengthCell> lengths() {
        return sum.cells.entrySet().stream()
                .map(e -> Slice.cell(e.getKey(), e.getValue()))
                .sorted(BY_LENGTH)
                .toList();
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
