package dev.berth.router.pick;

import dev.berth.domain.profile.LatencyProfile;

/** The share of a pod that a request holds while it runs, 0 to 1. */
public final class RequestShare {
    private RequestShare() {}

    /** 0 without a profile: then no policy compares shares. */
    public static double of(LatencyProfile profile, long outputTokens, long promptTokens) {
        return profile == null ? 0 : bounded(profile.loadOfOne(outputTokens, promptTokens));
    }

    /** A request that can't meet its SLO even alone fills a pod, and not more than one. */
    static double bounded(double share) {
        return Math.min(share, 1);
    }
}
