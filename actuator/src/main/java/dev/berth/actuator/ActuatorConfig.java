package dev.berth.actuator;

import dev.berth.actuator.reconcile.ReconcileConfig;
import dev.berth.domain.config.Doc;

/** Everything that the actuator can be told. */
public record ActuatorConfig(
        @Doc("Redis that holds the blackboard") String redis,
        @Doc("name of the fleet") String fleet,
        @Doc("Kafka for berth.events, HOST:PORT; empty: events are not told") String kafka,
        @Doc("file that declares deployments and pods, read again when it changes") String fleetFile,
        @Doc("file that declares adapters and SLO classes, read again when it changes") String catalogFile,
        @Doc("port of metrics and health on adminHost; 0 takes a free one, -1 opens none") int adminPort,
        @Doc("address of the admin port") String adminHost,
        @Doc("how often each pod is observed, and at least how often the loop turns, milliseconds") long everyMillis,
        @Doc("the loop never turns more often, milliseconds; the routing table is published at most as often")
                long leastGapMillis,
        @Doc("timeout of each request that observes a pod, milliseconds") long probeTimeoutMillis,
        @Doc("timeout of a load or unload, milliseconds") long loadTimeoutMillis,
        @Doc("timeout of a scaleCommand, milliseconds") long scaleTimeoutMillis,
        ReconcileConfig reconcile) {
    public static final ActuatorConfig DEFAULTS = new ActuatorConfig(
            "redis://127.0.0.1:6379",
            "default",
            "",
            "",
            "",
            -1,
            "127.0.0.1",
            1_000,
            200,
            2_000,
            120_000,
            60_000,
            ReconcileConfig.DEFAULTS);

    public ActuatorConfig {
        if (everyMillis < 1 || leastGapMillis < 0 || leastGapMillis > everyMillis) {
            throw new IllegalArgumentException(
                    "everyMillis must be >= 1, and leastGapMillis between 0 and everyMillis");
        }
        if (probeTimeoutMillis < 1 || loadTimeoutMillis < 1 || scaleTimeoutMillis < 1) {
            throw new IllegalArgumentException("timeouts must be >= 1 ms");
        }
        if (adminPort < -1 || adminPort > 65_535) {
            throw new IllegalArgumentException("adminPort " + adminPort + " is no port");
        }
    }
}
