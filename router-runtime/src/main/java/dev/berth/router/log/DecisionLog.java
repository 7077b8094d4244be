package dev.berth.router.log;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** The last decisions; older ones are overwritten. Any thread writes or reads, no lock. */
public final class DecisionLog {
    public static final int KEPT = 256;

    private final AtomicReferenceArray<Decision> cells = new AtomicReferenceArray<>(KEPT);
    private final AtomicLong next = new AtomicLong();

    public void add(Decision decision) {
        cells.set((int) (next.getAndIncrement() % KEPT), decision);
    }

    /** Newest first. */
    public List<Decision> last() {
        List<Decision> decisions = new ArrayList<>();
        long end = next.get();
        for (long i = end - 1; i >= Math.max(0, end - KEPT); i--) {
            Decision decision = cells.get((int) (i % KEPT));
            if (decision != null) {
                decisions.add(decision);
            }
        }
        return decisions;
    }
}
