package dev.berth.actuator.app;

import dev.berth.actuator.ActuatorConfig;
import dev.berth.actuator.observe.ProbeConfig;
import dev.berth.actuator.reconcile.ReconcileConfig;
import java.time.Duration;

/** Options given on the command line, laid over the configuration; null where not given. */
record Overrides(
        String redis,
        String fleet,
        String kafka,
        String fleetFile,
        String catalog,
        Integer adminPort,
        Duration every,
        Duration stableAfter) {

    ActuatorConfig over(ActuatorConfig c) {
        long everyMillis = every == null ? c.everyMillis() : every.toMillis();
        return new ActuatorConfig(
                or(redis, c.redis()),
                or(fleet, c.fleet()),
                or(kafka, c.kafka()),
                or(fleetFile, c.fleetFile()),
                or(catalog, c.catalogFile()),
                or(adminPort, c.adminPort()),
                c.adminHost(),
                everyMillis,
                Math.min(c.leastGapMillis(), everyMillis),
                c.probeTimeoutMillis(),
                c.loadTimeoutMillis(),
                c.scaleTimeoutMillis(),
                reconcile(c.reconcile()));
    }

    private ReconcileConfig reconcile(ReconcileConfig c) {
        long stabilise = stableAfter == null ? c.probe().stabiliseMillis() : stableAfter.toMillis();
        return c.withProbe(new ProbeConfig(stabilise, c.probe().failuresUntilUnreachable()));
    }

    private static <T> T or(T given, T otherwise) {
        return given == null ? otherwise : given;
    }
}
