package dev.berth.streaming.publish;

import dev.berth.domain.demand.AdapterDemand;
import dev.berth.domain.demand.ChangePoint;
import dev.berth.streaming.demand.SilentDemand;
import java.util.List;

/**
 * Whether a demand tells a planner something that the one before it did not.
 *
 * @param share of the greater of two values by which they must differ
 */
record MaterialChange(double share) {
    boolean between(AdapterDemand before, AdapterDemand after) {
        return SilentDemand.is(before) != SilentDemand.is(after)
                || changed(before, after)
                || differ(before.arrivalsPerSecond(), after.arrivalsPerSecond())
                || differ(before.forecastPerSecond(), after.forecastPerSecond())
                || differ(before.concurrency(), after.concurrency())
                || differ(before.meanTtftSeconds(), after.meanTtftSeconds())
                || differ(before.failed(), after.failed())
                || differ(before.attainment().ratio(), after.attainment().ratio())
                || differ(before.completeness(), after.completeness());
    }

    /** A change of pace that was not told before; the last one tells, as earlier ones leave the document with time. */
    private static boolean changed(AdapterDemand before, AdapterDemand after) {
        List<ChangePoint> now = after.changes();
        List<ChangePoint> known = before.changes();
        return !now.isEmpty()
                && (known.isEmpty()
                        || now.get(now.size() - 1).sinceMillis()
                                > known.get(known.size() - 1).sinceMillis());
    }

    private boolean differ(double a, double b) {
        return Math.abs(a - b) > share * Math.max(Math.abs(a), Math.abs(b));
    }
}
