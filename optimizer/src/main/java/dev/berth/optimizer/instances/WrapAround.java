package dev.berth.optimizer.instances;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A good placement, quickly: adapters from the heaviest on, each whole on the pod with the most free slots that has room for
 * all of it, else cut over the pods with the most room. Each adapter keeps a slot; when slots get short, what is left of an
 * adapter goes to one pod, fits it or not.
 */
final class WrapAround {
    private final double[][] share;
    private final double[] room;
    private final int[] free;
    private int freeSlots;

    private WrapAround(double[] load, double[] target, int slots) {
        share = new double[load.length][target.length];
        room = target.clone();
        free = new int[target.length];
        java.util.Arrays.fill(free, slots);
        freeSlots = slots * target.length;
    }

    /**
     * @param load of each adapter
     * @param target load that each pod may take, in the same unit
     * @return the load that each pod takes of each adapter, by adapter and pod
     */
    static double[][] place(double[] load, double[] target, int slots) {
        WrapAround wrap = new WrapAround(load, target, slots);
        List<Integer> heaviestFirst = IntStream.range(0, load.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer a) -> -load[a]).thenComparing(a -> a))
                .toList();
        int left = load.length;
        for (int adapter : heaviestFirst) {
            left--;
            wrap.place(adapter, load[adapter], left);
        }
        return wrap.share;
    }

    private void place(int adapter, double load, int adaptersLeft) {
        double rest = load;
        do {
            int pod = best(adapter, rest);
            if (pod < 0) {
                return;
            }
            double part = Math.min(rest, Math.max(0, room[pod]));
            if (part == 0 || freeSlots - 1 <= adaptersLeft) {
                part = rest;
            }
            share[adapter][pod] += part;
            room[pod] -= part;
            free[pod]--;
            freeSlots--;
            rest -= part;
        } while (rest > 1e-9);
    }

    private int best(int adapter, double rest) {
        int best = -1;
        for (int pod = 0; pod < room.length; pod++) {
            if (share[adapter][pod] == 0 && free[pod] > 0 && (best < 0 || better(pod, best, rest))) {
                best = pod;
            }
        }
        return best;
    }

    private boolean better(int pod, int than, double rest) {
        boolean whole = room[pod] >= rest;
        if (whole != room[than] >= rest) {
            return whole;
        }
        if (whole && free[pod] != free[than]) {
            return free[pod] > free[than];
        }
        return room[pod] > room[than] + 1e-12;
    }
}
