package dev.berth.router.table;

import dev.berth.domain.profile.LatencyProfile;
import dev.berth.router.pick.RequestFacts;

/** One pod picked for one request. It is counted on the pod from here until {@link #end()}. */
public final class Claim {
    private final Target target;
    private final Booking booking;
    private final boolean probe;

    Claim(Target target, RequestFacts request, LatencyProfile profile, long nowMillis) {
        this.target = target;
        this.booking = target.live().book(request, profile);
        this.probe = target.health().picked(nowMillis);
    }

    public Target target() {
        return target;
    }

    public void connectFailed(long nowMillis) {
        target.health().failed(nowMillis, probe);
    }

    /** The answer has begun. */
    public void answering() {
        booking.answering();
    }

    /** The pod no longer has the request; more than once is harmless. */
    public void end() {
        booking.ended();
    }
}
