package dev.berth.router.http;

import dev.berth.router.log.RouterMetrics;
import dev.berth.router.pick.Policies;
import dev.berth.router.pick.Policy;

/** A policy with its name and its counters. */
record NamedPolicy(String name, Policy policy, RouterMetrics.OfPolicy counters) {
    /** Null if there is none of that name. */
    static NamedPolicy find(String name, RouterMetrics metrics) {
        return Policies.named(name)
                .map(policy -> new NamedPolicy(name, policy, metrics.ofPolicy(name)))
                .orElse(null);
    }
}
