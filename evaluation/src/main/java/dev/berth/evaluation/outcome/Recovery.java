package dev.berth.evaluation.outcome;

/**
 * What became of the SLO after a shift of traffic or a fault. Seconds after it; -1 for "not before the end, or before the
 * next shift".
 *
 * @param what for example {@code drift} or {@code zone a lost}
 * @param atSeconds when it happened
 * @param before attainment over the minute before it
 * @param lowest attainment of the worst ten seconds after it
 * @param spillAfterSeconds of the model with most requests held up in the minute after: from the next request that was sent
 *     somewhere until one had its first token as soon as its objective asks; 0 if none was held up
 * @param planAfterSeconds until the first plan made after it was published
 * @param inPlaceAfterSeconds until the routing table carried that plan and every copy that it gives traffic was on its pod
 * @param sloAfterSeconds until the arrivals of thirty seconds reach {@code min(before, 0.99)} again
 */
public record Recovery(
        String what,
        double atSeconds,
        double before,
        double lowest,
        double spillAfterSeconds,
        double planAfterSeconds,
        double inPlaceAfterSeconds,
        double sloAfterSeconds) {}
