package dev.berth.actuator.observe;

import dev.berth.domain.config.Doc;

/** When a pod counts as there, and when as gone. */
public record ProbeConfig(
        @Doc("how long a pod must answer without a break before it gets adapters and traffic, milliseconds")
                long stabiliseMillis,
        @Doc("probes in vain, in a row, after which a pod is unreachable; a refused connection is proof at once")
                int failuresUntilUnreachable) {
    public static final ProbeConfig DEFAULTS = new ProbeConfig(5_000, 2);

    public ProbeConfig {
        if (stabiliseMillis < 0 || failuresUntilUnreachable < 1) {
            throw new IllegalArgumentException("probe: stabiliseMillis must be >= 0 and failuresUntilUnreachable >= 1");
        }
    }
}
