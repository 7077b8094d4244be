package dev.berth.streaming.publish;

import dev.berth.domain.demand.AdapterDemand;
import dev.berth.streaming.demand.SilentDemand;

/**
 * Whether a demand tells a planner something that the one before it did not.
 *
 * @param share of the greater of two values by which they must differ
 */
record MaterialChange(double share) {
    boolean between(AdapterDemand before, AdapterDemand after) {
        return SilentDemand.is(before) != SilentDemand.is(after)
                || differ(before.arrivalsPerSecond(), after.arrivalsPerSecond())
                || differ(before.forecastPerSecond(), after.forecastPerSecond())
                || differ(before.concurrency(), after.concurrency())
                || differ(before.meanTtftSeconds(), after.meanTtftSeconds())
                || differ(before.failed(), after.failed())
                || differ(before.attainment().ratio(), after.attainment().ratio())
                || differ(before.completeness(), after.completeness());
    }

    private boolean differ(double a, double b) {
        return Math.abs(a - b) > share * Math.max(Math.abs(a), Math.abs(b));
    }
}
