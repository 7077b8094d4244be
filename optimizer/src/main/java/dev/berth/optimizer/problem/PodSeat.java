package dev.berth.optimizer.problem;

import dev.berth.domain.fleet.PodIncarnation;

/**
 * A ready pod as a place for demand. Compared by identity: solvers hash it in their innermost loops.
 *
 * @param index place in {@link PlacementProblem#seats()}
 * @param group index of its deployment: pods of a group serve the same load alike
 * @param zone index of its failure domain
 * @param slots GPU slots
 * @param activeMost thousandths of a slot that adapters planned there may be expected to take: all of its slots, or its share
 *     of what is wanted, with a band, where the pods of its base model have too few of them together
 * @param hostRoom adapters that fit into host memory, zombies taken off
 * @param capacity load never planned beyond, ten-thousandths of a pod
 * @param overloadAbove load above which the objective is at risk
 * @param balanceAbove load above which it is out of the balance band
 * @param addedCost price of an hour, in thousandths, if it would have to be started for this; 0 if it runs anyway
 */
public record PodSeat(
        int index,
        PodIncarnation id,
        String deployment,
        int group,
        String baseModel,
        int zone,
        int slots,
        long activeMost,
        int hostRoom,
        int maxLoraRank,
        long capacity,
        long overloadAbove,
        long balanceAbove,
        long addedCost) {

    /** Whether the adapters active at once are more than the slots that there are, wherever they are. */
    public boolean shortOfSlots() {
        return activeMost > slots * Units.SLOT;
    }

    /** For the solver, which asks for properties by bean name. */
    public String name() {
        return id.pod();
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return index;
    }

    @Override
    public String toString() {
        return id.pod();
    }
}
