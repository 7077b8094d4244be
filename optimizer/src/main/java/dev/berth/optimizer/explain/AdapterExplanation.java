package dev.berth.optimizer.explain;

import java.util.List;

/**
 * Where a model is and why.
 *
 * @param rank 0 for a base model
 * @param plan number of the plan in force; 0 if there is none
 * @param ratePerSecond requests that are expected
 * @param demandEndMillis end of the window that says so; 0 if none does
 * @param loadPods all of its demand in pods, 1.0 = what one pod serves within its objective
 * @param targetLoad load of a pod above which its objective is at risk
 * @param maxReplicas 0 for no bound
 * @param on pods that it is on, or planned for
 * @param notOn every other pod
 * @param decidedBy the rule and the number that keep it where it is rather than on the next best pod; empty if no other pod
 *     may have it
 * @param unservedShare of its demand, 0 to 1
 * @param unservedReason empty if all is served
 */
public record AdapterExplanation(
        String model,
        String baseModel,
        int rank,
        String sloClass,
        long plan,
        double ratePerSecond,
        long demandEndMillis,
        double loadPods,
        double targetLoad,
        int minReplicas,
        int maxReplicas,
        List<Held> on,
        List<NotHeld> notOn,
        String decidedBy,
        double unservedShare,
        String unservedReason) {

    /**
     * A pod that it is on.
     *
     * @param tier {@code hot}, {@code warm}, or {@code none} if it is only left over there
     * @param share of its traffic
     * @param loadPods of the pod, by this model
     * @param podLoad of the pod, by all of its models
     * @param activeAdapters expected at once
     * @param hostRoom adapters that fit into host memory
     * @param state in the ledger, or {@code registered}, or {@code not loaded}
     * @param why it is there
     */
    public record Held(
            String pod,
            String zone,
            String tier,
            double share,
            double loadPods,
            double podLoad,
            double activeAdapters,
            int slots,
            int hostAdapters,
            int hostRoom,
            String state,
            String why) {}

    /**
     * A pod that it is not on.
     *
     * @param excluded whether it may not be there at all
     * @param constraint the rule that decides
     * @param by how much worse its level would become, in the score's unit: the least was the nearest to be chosen
     * @param why with the number
     */
    public record NotHeld(String pod, boolean excluded, String level, String constraint, long by, String why) {}
}
