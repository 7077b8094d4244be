package dev.berth.evaluation.outcome;

/**
 * What the control plane did.
 *
 * @param solves times that a placement was sought
 * @param published plans that differed from the one before
 * @param chargedSeconds solve time charged as delay, all together
 * @param meanMoves loads and unloads that a published plan asked for, without the first
 * @param maxMoves the most that one asked for, without the first
 * @param meanShareMoved of assignments that a re-solve moved, 0 to 1, without the first
 * @param meanGap relative distance of plans to their proven bound; 0 if the placement knows no bound
 * @param reloads adapters loaded again on a pod within ten minutes of their unload from it
 * @param failedPlans times that planning failed
 */
public record Planning(
        long solves,
        long published,
        double chargedSeconds,
        double meanMoves,
        long maxMoves,
        double meanShareMoved,
        double meanGap,
        long reloads,
        long failedPlans) {}
