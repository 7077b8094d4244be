package dev.berth.optimizer.planning;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * A set of replicas, with what it costs and how the load is shared over it. Changes since {@link #mark()} can be taken back.
 *
 * <p>A search works on an area, some of the pods, at a time: what may be dropped or restored is kept for those alone, and only
 * they may be changed. The load is shared over the whole fleet all the same.
 */
final class ReplicaSet {
    private final ReplicaFlow flow;
    private final ReplicaCosts costs;
    private final int[][] servingOn;
    private final IntBag allLoads;
    private final IntBag loads;
    private final IntBag givenUp;
    private final boolean[] inArea;
    private int[] area = {};
    private double cost;

    private int[] changed = new int[64];
    private int changes;
    private double costAtMark;

    /** @param flow with its first replicas */
    ReplicaSet(ReplicaFlow flow, ReplicaCosts costs) {
        this.flow = flow;
        this.costs = costs;
        int pairs = flow.models() * flow.pods();
        this.allLoads = new IntBag(pairs);
        this.loads = new IntBag(pairs);
        this.givenUp = new IntBag(pairs);
        this.inArea = new boolean[flow.pods()];
        this.servingOn = new int[flow.pods()][];
        int[] serving = new int[flow.models()];
        for (int p = 0; p < flow.pods(); p++) {
            int count = 0;
            for (int m = 0; m < flow.models(); m++) {
                if (costs.takesPlace(m) && costs.serving(m, p) && costs.allowed(m, p)) {
                    serving[count++] = m;
                }
            }
            servingOn[p] = Arrays.copyOf(serving, count);
            for (int i = 0; i < flow.residents(p); i++) {
                int m = flow.model(flow.replica(p, i));
                cost += costs.of(m, p);
                if (isLoad(m, p)) {
                    allLoads.add(pair(m, p));
                }
            }
        }
        flow.maximise();
        mark();
    }

    private int pair(int m, int p) {
        return m * flow.pods() + p;
    }

    private boolean isLoad(int m, int p) {
        return costs.takesPlace(m) && !costs.serving(m, p);
    }

    /** From here on only these pods may be changed. */
    void enter(int[] pods) {
        for (int p : area) {
            inArea[p] = false;
        }
        area = pods;
        loads.clear();
        givenUp.clear();
        for (int p : area) {
            inArea[p] = true;
            for (int i = 0; i < flow.residents(p); i++) {
                int m = flow.model(flow.replica(p, i));
                if (isLoad(m, p)) {
                    loads.add(pair(m, p));
                }
            }
            for (int m : servingOn[p]) {
                if (flow.find(m, p) < 0) {
                    givenUp.add(pair(m, p));
                }
            }
        }
    }

    int[] area() {
        return area;
    }

    boolean inArea(int p) {
        return inArea[p];
    }

    /** Replicas of the area that would have to be loaded, as pairs {@code model * pods + pod}. */
    IntBag loads() {
        return loads;
    }

    /** The same of the whole fleet. */
    IntBag allLoads() {
        return allLoads;
    }

    /** Pairs in force that have no replica, of the area. */
    IntBag givenUp() {
        return givenUp;
    }

    double cost() {
        return cost;
    }

    void mark() {
        flow.mark();
        changes = 0;
        costAtMark = cost;
    }

    boolean changed() {
        return changes > 0;
    }

    void add(int m, int p) {
        flow.add(m, p);
        cost += costs.of(m, p);
        record(m, p, true);
    }

    void remove(int m, int p) {
        flow.remove(flow.find(m, p));
        cost -= costs.of(m, p);
        record(m, p, false);
    }

    private void record(int m, int p, boolean there) {
        if (changes == changed.length) {
            changed = Arrays.copyOf(changed, 2 * changes);
        }
        changed[changes++] = pair(m, p);
        book(m, p, there);
    }

    private void book(int m, int p, boolean there) {
        if (isLoad(m, p)) {
            put(allLoads, m, p, there);
            put(loads, m, p, there);
        } else {
            put(givenUp, m, p, !there);
        }
    }

    private void put(IntBag bag, int m, int p, boolean in) {
        if (in) {
            bag.add(pair(m, p));
        } else {
            bag.remove(pair(m, p));
        }
    }

    void takeBack() {
        flow.undo();
        while (changes > 0) {
            int pair = changed[--changes];
            int m = pair / flow.pods();
            int p = pair % flow.pods();
            book(m, p, flow.find(m, p) >= 0);
        }
        cost = costAtMark;
    }

    /** What is on the pods of the area. */
    int[] pairs() {
        int count = 0;
        for (int p : area) {
            count += flow.residents(p);
        }
        int[] pairs = new int[count];
        for (int p : area) {
            for (int i = 0; i < flow.residents(p); i++) {
                pairs[--count] = pair(flow.model(flow.replica(p, i)), p);
            }
        }
        return pairs;
    }

    /** Brings back what was on the pods of the area. */
    void restore(int[] pairs) {
        mark();
        Set<Integer> wanted = new HashSet<>();
        for (int pair : pairs) {
            wanted.add(pair);
        }
        for (int pair : pairs()) {
            if (!wanted.contains(pair)) {
                remove(pair / flow.pods(), pair % flow.pods());
            }
        }
        for (int pair : pairs) {
            if (flow.find(pair / flow.pods(), pair % flow.pods()) < 0) {
                add(pair / flow.pods(), pair % flow.pods());
            }
        }
        flow.maximise();
    }
}
