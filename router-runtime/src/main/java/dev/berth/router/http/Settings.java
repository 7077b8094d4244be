package dev.berth.router.http;

import dev.berth.router.access.KeyRing;
import dev.berth.router.rollout.Rollouts;

/**
 * What of the configuration is read anew for each request.
 *
 * @param generation grows with each change
 * @param policy of requests that name none
 */
public record Settings(long generation, HttpConfig http, String policy, Rollouts rollouts, KeyRing keys) {
    public Settings with(HttpConfig newHttp, String newPolicy, Rollouts newRollouts) {
        return new Settings(generation + 1, newHttp, newPolicy, newRollouts, keys);
    }

    public Settings with(KeyRing newKeys) {
        return new Settings(generation + 1, http, policy, rollouts, newKeys);
    }
}
