package dev.berth.optimizer.plan;

import java.util.List;

/**
 * How many pods of which deployment, all of one base model: the cheapest that is enough, found by trying all counts that are
 * not dearer than the best so far. Of equally cheap ones the one with fewer pods, then with more of the earlier deployments.
 */
final class PodMix {
    private static final double TOLERANCE = 1e-9;

    private final List<Kind> kinds;
    private final Need need;
    private final double budget;
    private int[] best;
    private double bestPrice = Double.POSITIVE_INFINITY;
    private int bestPods = Integer.MAX_VALUE;

    /**
     * A deployment.
     *
     * @param from least pods
     * @param most pods, at least {@code from}
     * @param capacity load that one of its pods is filled to, in pods of the load that is counted
     * @param slots adapters active at once on one of its pods
     * @param room adapters registered on one of its pods
     */
    record Kind(String deployment, int from, int most, double price, double capacity, double slots, long room) {
        Kind {
            most = Math.max(from, most);
        }
    }

    /**
     * What there must be for all pods together.
     *
     * @param slots adapters that are active at once
     * @param room adapters times their least replicas
     */
    record Need(double load, double slots, long room) {
        boolean metBy(List<Kind> kinds, int[] counts) {
            double load = 0;
            double slots = 0;
            long room = 0;
            for (int k = 0; k < counts.length; k++) {
                load += counts[k] * kinds.get(k).capacity();
                slots += counts[k] * kinds.get(k).slots();
                room += counts[k] * kinds.get(k).room();
            }
            return load >= this.load - TOLERANCE && slots >= this.slots - TOLERANCE && room >= this.room;
        }
    }

    private PodMix(List<Kind> kinds, Need need, double budget) {
        this.kinds = kinds;
        this.need = need;
        this.budget = budget;
    }

    /**
     * @param budget that all may cost in an hour
     * @return by kind; if no mix is enough, as much as may be had, the cheapest capacity first
     */
    static int[] cheapest(List<Kind> kinds, Need need, double budget) {
        PodMix search = new PodMix(kinds, need, budget);
        search.from(0, new int[kinds.size()], 0, 0);
        return search.best != null ? search.best : search.asMuchAsMayBe();
    }

    private void from(int kind, int[] counts, double price, int pods) {
        boolean worse = price > bestPrice + TOLERANCE || (price > bestPrice - TOLERANCE && pods >= bestPods);
        if (worse || price > budget + TOLERANCE) {
            return;
        }
        if (kind == counts.length) {
            if (need.metBy(kinds, counts)) {
                best = counts.clone();
                bestPrice = price;
                bestPods = pods;
            }
            return;
        }
        Kind one = kinds.get(kind);
        for (int count = one.most(); count >= one.from(); count--) {
            counts[kind] = count;
            from(kind + 1, counts, price + count * one.price(), pods + count);
        }
        counts[kind] = 0;
    }

    private int[] asMuchAsMayBe() {
        int[] counts = kinds.stream().mapToInt(Kind::from).toArray();
        double price = 0;
        for (int k = 0; k < counts.length; k++) {
            price += counts[k] * kinds.get(k).price();
        }
        while (!need.metBy(kinds, counts)) {
            int next = -1;
            for (int k = 0; k < counts.length; k++) {
                Kind one = kinds.get(k);
                boolean may = counts[k] < one.most() && price + one.price() <= budget + TOLERANCE;
                if (may && (next < 0 || perLoad(one) < perLoad(kinds.get(next)))) {
                    next = k;
                }
            }
            if (next < 0) {
                break;
            }
            counts[next]++;
            price += kinds.get(next).price();
        }
        return counts;
    }

    private static double perLoad(Kind kind) {
        return kind.price() / Math.max(TOLERANCE, kind.capacity());
    }
}
