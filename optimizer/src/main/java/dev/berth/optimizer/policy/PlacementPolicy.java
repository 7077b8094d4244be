package dev.berth.optimizer.policy;

import dev.berth.optimizer.problem.PlacementProblem;
import dev.berth.optimizer.score.Placement;

/** A way to place models on pods. Equal problems and seeds give equal placements. */
public interface PlacementPolicy {
    /** As options and reports name it. */
    String name();

    Result place(PlacementProblem problem, long seed);

    /**
     * What a policy found.
     *
     * @param steps moves that were judged; 0 for a policy that does not search
     */
    record Result(Placement placement, long steps) {}
}
