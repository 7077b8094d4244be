package dev.berth.optimizer.explain;

import java.util.List;

/**
 * What is on a pod and why.
 *
 * @param readiness and since when
 * @param baseModel empty if its deployment is not declared
 * @param plan number of the plan in force; 0 if there is none
 * @param load of all its models, 1.0 = its capacity at the objective
 * @param activeAdapters expected at once
 * @param zombies adapters that its engine forgot to free; they take host memory
 * @param models on it, the heaviest first
 * @param keptOff adapters that may not be on it, and why; those of another base model are only counted
 * @param otherBaseModels how many those are
 * @param emptyReason why nothing is planned on it; empty if something is
 */
public record PodExplanation(
        String pod,
        String incarnation,
        String deployment,
        String baseModel,
        String zone,
        String readiness,
        long sinceMillis,
        long plan,
        double load,
        double targetLoad,
        double capacity,
        double activeAdapters,
        int slots,
        int hostAdapters,
        int hostRoom,
        int zombies,
        List<Held> models,
        List<KeptOff> keptOff,
        int otherBaseModels,
        String emptyReason) {

    /** A model that is on it. */
    public record Held(String model, String tier, double share, double loadPods, String state, String why) {}

    /** An adapter that may not be. */
    public record KeptOff(String adapter, String constraint, String why) {}
}
