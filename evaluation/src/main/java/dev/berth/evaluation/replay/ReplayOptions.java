package dev.berth.evaluation.replay;

import java.time.Duration;

/**
 * How a plan is sent.
 *
 * @param routingStrategy value of the header {@code routing-strategy}; empty sends none
 * @param requestTimeout after which a request is given up, counted from its sending
 * @param connectTimeout of one connection
 * @param progressEvery how often progress is told
 */
public record ReplayOptions(
        String routingStrategy, Duration requestTimeout, Duration connectTimeout, Duration progressEvery) {
    public static final ReplayOptions DEFAULTS =
            new ReplayOptions("", Duration.ofSeconds(60), Duration.ofSeconds(5), Duration.ofSeconds(1));

    public ReplayOptions withRoutingStrategy(String newRoutingStrategy) {
        return new ReplayOptions(newRoutingStrategy, requestTimeout, connectTimeout, progressEvery);
    }

    public ReplayOptions withRequestTimeout(Duration newRequestTimeout) {
        return new ReplayOptions(routingStrategy, newRequestTimeout, connectTimeout, progressEvery);
    }
}
