package dev.berth.actuator.reconcile;

import dev.berth.actuator.observe.ProbeConfig;
import dev.berth.domain.config.Doc;

/** How patient the reconciler is. */
public record ReconcileConfig(
        ProbeConfig probe,
        @Doc(
                        "how long a restarted actuator waits for pods that do not answer before it publishes its first table, milliseconds")
                long startGraceMillis,
        @Doc("how long a drained pair waits for its last requests before it is unregistered all the same, milliseconds")
                long drainDeadlineMillis,
        @Doc("how long an adapter may be without any ready copy before the actuator places one itself, milliseconds")
                long orphanMillis,
        @Doc("how long a pod may be unreachable before even dispatch counts it out, milliseconds") long goneMillis,
        @Doc("wait after the first failed load, doubled by each further one, milliseconds") long retryFirstMillis,
        @Doc("longest wait between tries of a failed load, milliseconds") long retryLongestMillis,
        @Doc("how long a plan must ask for fewer pods before scaleCommand is run, milliseconds") long scaleDwellMillis,
        @Doc("how long a plan must ask for more pods before scaleCommand is run, milliseconds")
                long scaleOutDwellMillis,
        @Doc(
                        "share of a pod's time that loads may take before it loads copies without planned traffic, above 0 up to 1; 1: no limit")
                double standbyLoadShare) {
    public static final ReconcileConfig DEFAULTS = new ReconcileConfig(
            ProbeConfig.DEFAULTS, 10_000, 60_000, 2_000, 30_000, 5_000, 80_000, 30_000, 5_000, 0.05);

    public ReconcileConfig {
        if (startGraceMillis < 0
                || drainDeadlineMillis < 0
                || orphanMillis < 0
                || goneMillis < 0
                || retryFirstMillis < 0
                || retryLongestMillis < retryFirstMillis
                || scaleDwellMillis < 0
                || scaleOutDwellMillis < 0) {
            throw new IllegalArgumentException(
                    "reconcile: no time may be negative, nor retryLongestMillis below retryFirstMillis");
        }
        if (!(standbyLoadShare > 0 && standbyLoadShare <= 1)) {
            throw new IllegalArgumentException(
                    "reconcile: standbyLoadShare is a share above 0 and up to 1, not " + standbyLoadShare);
        }
    }

    public ReconcileConfig withProbe(ProbeConfig other) {
        return new ReconcileConfig(
                other,
                startGraceMillis,
                drainDeadlineMillis,
                orphanMillis,
                goneMillis,
                retryFirstMillis,
                retryLongestMillis,
                scaleDwellMillis,
                scaleOutDwellMillis,
                standbyLoadShare);
    }

    /** 5, 10, 20, 40, 80, 80 ... seconds by default. */
    long backoffMillis(int tries) {
        long factor = 1L << Math.min(Math.max(tries - 1, 0), 30);
        return Math.min(retryLongestMillis, retryFirstMillis * factor);
    }
}
