package dev.berth.evaluation.outcome;

/**
 * Ten seconds of a run.
 *
 * @param atSeconds beginning of the interval
 * @param offered requests that arrived in it (of those that count)
 * @param met of these, within SLO, whenever they ended
 * @param ended requests that ended in it
 * @param pods paid for at its end
 * @param readyPods that the routing table names at its end
 * @param inFlight requests that the router has given to pods, at its end
 * @param waiting requests in the router's waiting room, at its end
 * @param ttftP95 of the requests that arrived in it and completed, seconds
 * @param loads registrations that ended in it
 * @param unloads unregistrations that ended in it
 */
public record TimePoint(
        int atSeconds,
        long offered,
        long met,
        long ended,
        int pods,
        int readyPods,
        int inFlight,
        int waiting,
        double ttftP95,
        int loads,
        int unloads) {
    /** Length of an interval, seconds. */
    public static final int SECONDS = 10;

    public double attainment() {
        return offered == 0 ? 1 : (double) met / offered;
    }
}
