package dev.berth.optimizer.plan;

import dev.berth.domain.placement.PlacementPlan;
import dev.berth.optimizer.problem.InputReadiness;

/** What came of one look at the fleet. */
public sealed interface Decision {
    /** Something is missing; nothing was solved. */
    record NotReady(InputReadiness readiness) implements Decision {}

    /**
     * The plan in force stays.
     *
     * @param considered what was weighed against it
     */
    record Keep(String reason, PlacementPlan considered) implements Decision {}

    /**
     * A new plan is worth it.
     *
     * @param draft complete but for its version
     */
    record Publish(String reason, PlacementPlan draft) implements Decision {}
}
