package dev.berth.optimizer.policy;

/**
 * How a policy is to be run, and what it must be told.
 *
 * @param demand what it asks to know of demand
 * @param followsDemand whether it places anew when demand moves; otherwise its placement only changes when pods or adapters
 *     come and go, and asking it more often is in vain
 * @param weighed whether its placement takes effect only where our score finds it worth its moves; a rival's takes effect as
 *     it is, and we add neither pods nor standbys to it
 * @param beyondHostMemory whether it registers more adapters on a pod than its host memory holds and leaves it to the
 *     engine which of them stay there; then whoever runs it declares host memory for all of them
 */
public record PolicyTraits(Foresight demand, boolean followsDemand, boolean weighed, boolean beyondHostMemory) {
    /** What a policy asks to know of demand. */
    public enum Foresight {
        /** Nothing: it places by names and numbers of adapters. */
        NONE,
        /** What was measured, and forecast from it. */
        MEASURED,
        /** What will really come until it is asked next: only a replay can tell. */
        COMING
    }

    /** Our planner: measured demand, and moves that must be worth it. */
    static final PolicyTraits PLANNER = new PolicyTraits(Foresight.MEASURED, true, true, false);

    /** A rival that places by demand. */
    static final PolicyTraits BY_DEMAND = new PolicyTraits(Foresight.MEASURED, true, false, false);

    /** A rival that does not look at demand. */
    static final PolicyTraits BY_MEMBERSHIP = new PolicyTraits(Foresight.NONE, false, false, false);
}
