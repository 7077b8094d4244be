package dev.berth.domain.routing;

import dev.berth.domain.Document;
import dev.berth.domain.Version;
import dev.berth.domain.fleet.PodIncarnation;
import java.util.List;

/**
 * What a router tells of itself, its own field of the hash {@code routers}: the actuator's proof that a drained pair is out
 * of use everywhere. A report older than {@link #DEAD_AFTER_MILLIS} is of a router that is gone.
 *
 * @param applied version of the routing table that it picks from
 * @param inFlight requests that a pod has and that have not ended, by model and pod; pairs without any are left out
 */
public record RouterReport(Version version, long madeAtMillis, String router, Version applied, List<InFlight> inFlight)
        implements Document {
    public static final long DEAD_AFTER_MILLIS = 10_000;

    public RouterReport {
        inFlight = List.copyOf(inFlight);
    }

    /** Requests of one model on one pod. */
    public record InFlight(String model, PodIncarnation pod, int count) {}

    public boolean aliveAt(long nowMillis) {
        return nowMillis - madeAtMillis <= DEAD_AFTER_MILLIS;
    }
}
