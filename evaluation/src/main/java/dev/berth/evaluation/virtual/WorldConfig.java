package dev.berth.evaluation.virtual;

import java.util.List;

/**
 * What the world charges for, the same for every arm.
 *
 * @param settleSeconds the control plane works so long before the first request, so that no arm is judged by its start
 * @param patienceSeconds a client leaves after so long without a first token; 0 for never
 * @param placementsAtSeconds of traffic, at which the routing table is kept for the heat map; the end is always kept
 */
public record WorldConfig(
        int settleSeconds, Delays delays, Routing routing, int patienceSeconds, List<Integer> placementsAtSeconds) {

    public static final WorldConfig DEFAULTS = new WorldConfig(60, Delays.DEFAULTS, Routing.DEFAULTS, 0, List.of());

    public WorldConfig {
        placementsAtSeconds = List.copyOf(placementsAtSeconds);
    }

    public WorldConfig withSettle(int seconds) {
        return new WorldConfig(seconds, delays, routing, patienceSeconds, placementsAtSeconds);
    }

    public WorldConfig withDelays(Delays changed) {
        return new WorldConfig(settleSeconds, changed, routing, patienceSeconds, placementsAtSeconds);
    }

    public WorldConfig withRouting(Routing changed) {
        return new WorldConfig(settleSeconds, delays, changed, patienceSeconds, placementsAtSeconds);
    }

    public WorldConfig withPlacementsAt(List<Integer> seconds) {
        return new WorldConfig(settleSeconds, delays, routing, patienceSeconds, seconds);
    }

    /**
     * How late the control plane learns and acts. Milliseconds, except where named.
     *
     * @param actuatorMillis the actuator's cycle
     * @param probeMillis from asking a pod to its answer
     * @param tableMillis from the table's publication to its use by a router
     * @param reportMillis between a router's reports of what it applied
     * @param demandMillis from the end of a window to its document: watermark, Flink, store
     * @param planMillis the optimizer's period
     * @param wakeMillis from a change of the fleet to the planner's start
     * @param nanosPerMove charged for each move that the solver judged
     * @param planLeastMillis charged for a solve, however small
     */
    public record Delays(
            int actuatorMillis,
            int probeMillis,
            int tableMillis,
            int reportMillis,
            int demandMillis,
            int planMillis,
            int wakeMillis,
            int nanosPerMove,
            int planLeastMillis) {
        public static final Delays DEFAULTS = new Delays(1_000, 5, 200, 1_000, 2_000, 30_000, 1_000, 5_000, 10);
    }

    /**
     * How the router behaves beside its policy.
     *
     * @param routers that share the traffic in turn
     * @param waitingMillis longest stay in the waiting room
     * @param maxTries pods that a request is sent to
     * @param hopMicros from the router to the pod, and back
     */
    public record Routing(int routers, int waitingMillis, int maxTries, int hopMicros) {
        public static final Routing DEFAULTS = new Routing(1, 20_000, 3, 300);
    }
}
