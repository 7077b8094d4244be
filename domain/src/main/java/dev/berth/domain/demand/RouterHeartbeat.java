package dev.berth.domain.demand;

/**
 * Once a second from each router to every partition: it moves the watermark, proves silence and gives completeness. Counts
 * are cumulative since the router's start.
 *
 * @param startedAtMillis the router's start; a new one resets the counts
 * @param accepted requests accepted for routing
 * @param finished requests ended
 * @param dropped records of either kind that the full buffer could not take
 */
public record RouterHeartbeat(
        int v, String router, long atMillis, long startedAtMillis, long accepted, long finished, long dropped)
        implements RequestRecord {}
