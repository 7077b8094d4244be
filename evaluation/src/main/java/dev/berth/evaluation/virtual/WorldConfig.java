package dev.berth.evaluation.virtual;

import java.util.List;

/**
 * What the world charges for, the same for every arm.
 *
 * @param settleSeconds the control plane has at most so long to register adapters before the first request arrives
 * @param warmUpSeconds requests that arrive before it are served and not counted: nobody had measured demand before them
 * @param drainSeconds after the last arrival, what is in flight has so long to end; then it has timed out
 * @param patienceSeconds a client leaves after so long without a first token; 0 for never
 * @param errors what the planner is told wrong
 * @param shiftsAtSeconds of traffic, at which it changes: recoveries are told for these and for faults
 * @param placementsAtSeconds of traffic, at which the routing table is kept for the heat map; the end is always kept
 */
public record WorldConfig(
        int settleSeconds,
        int warmUpSeconds,
        int drainSeconds,
        int patienceSeconds,
        Delays delays,
        Routing routing,
        Errors errors,
        List<Integer> shiftsAtSeconds,
        List<Integer> placementsAtSeconds) {

    public static final WorldConfig DEFAULTS =
            new WorldConfig(900, 60, 300, 0, Delays.DEFAULTS, Routing.DEFAULTS, Errors.NONE, List.of(), List.of());

    public WorldConfig {
        if (settleSeconds < 0 || warmUpSeconds < 0 || drainSeconds < 0 || patienceSeconds < 0) {
            throw new IllegalArgumentException("world: no time is negative");
        }
        shiftsAtSeconds = List.copyOf(shiftsAtSeconds);
        placementsAtSeconds = List.copyOf(placementsAtSeconds);
    }

    public WorldConfig withWarmUp(int seconds) {
        return new WorldConfig(
                settleSeconds,
                seconds,
                drainSeconds,
                patienceSeconds,
                delays,
                routing,
                errors,
                shiftsAtSeconds,
                placementsAtSeconds);
    }

    public WorldConfig withDelays(Delays changed) {
        return new WorldConfig(
                settleSeconds,
                warmUpSeconds,
                drainSeconds,
                patienceSeconds,
                changed,
                routing,
                errors,
                shiftsAtSeconds,
                placementsAtSeconds);
    }

    public WorldConfig withRouting(Routing changed) {
        return new WorldConfig(
                settleSeconds,
                warmUpSeconds,
                drainSeconds,
                patienceSeconds,
                delays,
                changed,
                errors,
                shiftsAtSeconds,
                placementsAtSeconds);
    }

    public WorldConfig withShiftsAt(List<Integer> seconds) {
        return new WorldConfig(
                settleSeconds,
                warmUpSeconds,
                drainSeconds,
                patienceSeconds,
                delays,
                routing,
                errors,
                seconds,
                placementsAtSeconds);
    }

    public WorldConfig withPlacementsAt(List<Integer> seconds) {
        return new WorldConfig(
                settleSeconds,
                warmUpSeconds,
                drainSeconds,
                patienceSeconds,
                delays,
                routing,
                errors,
                shiftsAtSeconds,
                seconds);
    }

    public WorldConfig withErrors(Errors changed) {
        return new WorldConfig(
                settleSeconds,
                warmUpSeconds,
                drainSeconds,
                patienceSeconds,
                delays,
                routing,
                changed,
                shiftsAtSeconds,
                placementsAtSeconds);
    }

    /**
     * By which factors the planner is told something wrong; traffic, pods and judgement stay as they are.
     *
     * @param demand rates in every model's demand
     * @param capacity rates in every deployment's profile
     */
    public record Errors(double demand, double capacity) {
        public static final Errors NONE = new Errors(1, 1);

        public Errors {
            if (!(demand > 0) || !(capacity > 0) || Double.isInfinite(demand) || Double.isInfinite(capacity)) {
                throw new IllegalArgumentException("world: errors are factors above 0");
            }
        }
    }

    /**
     * How late the control plane learns and acts. Milliseconds, except where named.
     *
     * @param probeMillis from asking a pod to its answer
     * @param hintMillis from a write to the store to its hint at a reader
     * @param tableMillis from the table's publication to its use by a router
     * @param demandMillis from the end of a window to its document: watermark, job, store
     * @param nanosPerMove charged for each move that the solver judged
     * @param planLeastMillis charged for a solve, however small
     * @param planMostMillis a solve is charged no more: it may judge so many moves as fit
     */
    public record Delays(
            int probeMillis,
            int hintMillis,
            int tableMillis,
            int demandMillis,
            int nanosPerMove,
            int planLeastMillis,
            int planMostMillis) {
        public static final Delays DEFAULTS = new Delays(5, 2, 200, 2_000, 2_500, 10, 50);

        public Delays {
            if (probeMillis < 1 || hintMillis < 1 || tableMillis < 1 || demandMillis < 0 || nanosPerMove < 0) {
                throw new IllegalArgumentException("world: delays are >= 1 ms");
            }
        }
    }

    /**
     * How the router behaves beside its policy.
     *
     * @param routers that share the traffic in turn
     * @param waitMillis longest stay in the waiting room
     * @param waitingRoom requests that may wait at once, in each router
     * @param answerMillis in which a pod must send the first token
     * @param maxTries pods that a request is sent to
     * @param hopMicros from the router to the pod, and back
     */
    public record Routing(int routers, int waitMillis, int waitingRoom, int answerMillis, int maxTries, int hopMicros) {
        public static final Routing DEFAULTS = new Routing(1, 20_000, 1_024, 60_000, 3, 300);

        public Routing {
            if (routers < 1 || waitMillis < 0 || answerMillis < 1 || maxTries < 1 || hopMicros < 1) {
                throw new IllegalArgumentException("world: at least one router, one try, 1 ms and 1 us");
            }
        }
    }
}
