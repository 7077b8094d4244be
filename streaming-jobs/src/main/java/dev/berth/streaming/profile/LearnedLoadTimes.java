package dev.berth.streaming.profile;

import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.engine.LoadTime;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Load times by rank and tier, measured where loads were seen and declared times the usual ratio elsewhere. A load that the
 * engine answers for has gone from disk to host memory to a slot; the last part can't be told apart and is taken as declared.
 */
final class LearnedLoadTimes {
    private static final int ENOUGH = 3;

    private final EngineSpec declared;
    private final List<LoadReading> loads;

    private LearnedLoadTimes(EngineSpec declared, List<LoadReading> loads) {
        this.declared = declared;
        this.loads = loads;
    }

    static List<LoadTime> of(EngineSpec declared, List<LoadReading> loads) {
        return new LearnedLoadTimes(declared, loads).byRank();
    }

    private List<LoadTime> byRank() {
        if (loads.size() < ENOUGH) {
            return declared.loadTimes();
        }
        double ratio = StepTimeFit.median(loads.stream()
                .mapToDouble(load -> load.millis() / Math.max(1, declaredMillis(load)))
                .toArray());
        Set<Integer> ranks = new TreeSet<>();
        declared.loadTimes().forEach(time -> ranks.add(time.rank()));
        loads.forEach(load -> ranks.add(load.rank()));
        return ranks.stream().map(rank -> at(rank, ratio)).toList();
    }

    private LoadTime at(int rank, double ratio) {
        LoadTime known = declared.loadTime(rank);
        double slot = known.hostToSlotMillis();
        return new LoadTime(
                rank,
                slot,
                fromDisk(load -> load.rank() == rank && load.first(), slot, known.diskToHostFirstMillis(), ratio),
                fromDisk(load -> load.rank() == rank && !load.first(), slot, known.diskToHostMillis(), ratio));
    }

    private double fromDisk(Predicate<LoadReading> which, double slotMillis, double declaredMillis, double ratio) {
        double[] seen =
                loads.stream().filter(which).mapToDouble(LoadReading::millis).toArray();
        double whole = seen.length >= ENOUGH ? StepTimeFit.median(seen) : ratio * (declaredMillis + slotMillis);
        return Math.max(0, whole - slotMillis);
    }

    private double declaredMillis(LoadReading load) {
        LoadTime known = declared.loadTime(load.rank());
        return known.hostToSlotMillis() + (load.first() ? known.diskToHostFirstMillis() : known.diskToHostMillis());
    }
}
