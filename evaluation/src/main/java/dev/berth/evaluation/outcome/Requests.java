package dev.berth.evaluation.outcome;

/**
 * How many requests were offered, and how they ended; each ended once.
 *
 * @param offered the denominator of attainment: all but {@code aborted} and {@code clientErrors}
 * @param met within their SLO, by {@code domain.slo}
 * @param completed with the whole answer
 * @param rejected no pod took them in time
 * @param failed a pod had them and broke
 * @param timedOut given up by the router
 * @param aborted the client left
 * @param clientErrors refused for their own fault, such as an unknown model
 * @param retried sent to more than one pod
 * @param hopeless would miss their SLO even on an idle pod of the fastest deployment with the adapter in its slot
 */
public record Requests(
        long offered,
        long met,
        long completed,
        long rejected,
        long failed,
        long timedOut,
        long aborted,
        long clientErrors,
        long retried,
        long hopeless) {

    /** Share of offered requests that met their SLO; 1 if none was offered. */
    public double attainment() {
        return offered == 0 ? 1 : (double) met / offered;
    }

    /** The highest attainment that any algorithm could have: what even an idle pod misses is left out. */
    public double ceiling() {
        return offered == 0 ? 1 : 1 - (double) hopeless / offered;
    }
}
