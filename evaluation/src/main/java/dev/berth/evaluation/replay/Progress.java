package dev.berth.evaluation.replay;

/**
 * Where a running replay is.
 *
 * @param elapsedSeconds since its start
 * @param planned requests of the plan
 * @param met requests ended within their SLO
 * @param missed ended, completed but late
 * @param failed ended any other way
 * @param recentAttainment share met of the requests that ended in the last ten seconds; 1 if none did
 */
public record Progress(
        double elapsedSeconds,
        int planned,
        int sent,
        int inFlight,
        int met,
        int missed,
        int failed,
        double recentAttainment) {}
