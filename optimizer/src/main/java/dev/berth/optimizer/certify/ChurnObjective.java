package dev.berth.optimizer.certify;

import dev.berth.optimizer.problem.ModelLoad;
import dev.berth.optimizer.problem.PodSeat;
import dev.berth.optimizer.score.Occupancy;

/**
 * What is left to be minimised once no pod is overloaded, as one number: 20 for each load, 5 for each unload, and 1 for each
 * time that a replica's rank could be doubled within what its pod's slots are padded to. It keeps the order of the score's
 * levels: no load is paid for by saved unloads or ranks that a placement could save in its place, and giving up a replica (5)
 * never pays for its rank waste (4 at most, between ranks 8 and 128).
 *
 * @param loads replicas where the model does not serve yet
 * @param unloads pairs in force that are given up
 * @param rankWaste doublings, over all replicas
 */
public record ChurnObjective(long loads, long unloads, long rankWaste) {
    static final double LOAD = 20;
    static final double UNLOAD = 5;
    static final double DOUBLING = 1;

    public static ChurnObjective of(Occupancy occupancy) {
        long loads = 0;
        long unloads = 0;
        long waste = 0;
        for (ModelLoad model : occupancy.problem().models()) {
            if (!model.adapter()) {
                continue;
            }
            for (PodSeat seat : occupancy.problem().seats()) {
                boolean there = occupancy.count(model, seat) > 0;
                boolean was = model.serving(seat);
                loads += there && !was ? 1 : 0;
                unloads += was && !there ? 1 : 0;
                waste += there ? doublings(model, seat) : 0;
            }
        }
        return new ChurnObjective(loads, unloads, waste);
    }

    public double value() {
        return LOAD * loads + UNLOAD * unloads + DOUBLING * rankWaste;
    }

    static long doublings(ModelLoad model, PodSeat seat) {
        return Math.max(0, log2(seat.maxLoraRank()) - log2(model.facts().rank()));
    }

    private static int log2(int rank) {
        return 31 - Integer.numberOfLeadingZeros(Math.max(1, rank));
    }
}
