package dev.berth.optimizer.policy;

import dev.berth.optimizer.problem.PlacementProblem;
import dev.berth.optimizer.score.Placement;

/**
 * A way to place models on pods. Equal problems and seeds give equal placements. The plan in force is part of the problem, and
 * all that a policy may remember.
 */
public interface PlacementPolicy {
    /** As options and reports name it. */
    String name();

    /** How it is to be run. */
    PolicyTraits traits();

    Result place(PlacementProblem problem, long seed);

    /**
     * The same with a search so short that an event has an answer within a second; itself if its own takes no longer. What it
     * finds is to be gone on from.
     */
    default PlacementPolicy firstAnswer() {
        return this;
    }

    /**
     * What a policy found.
     *
     * @param placement of this problem, or of the same one with its demand cut into other quanta
     * @param steps moves that were judged; 0 for a policy that does not search
     */
    record Result(Placement placement, long steps) {}
}
