package dev.berth.router.http;

import dev.berth.domain.config.Doc;

/** How the router finds out by itself whether a pod still answers. */
public record ProbeConfig(
        @Doc("path that pods are asked for; any answer below 500 is a sign of life; empty: pods are not probed")
                String path,
        @Doc("time between two probes of a pod that has requests, or did not answer the last one, milliseconds")
                int periodMillis,
        @Doc("time between two probes of another pod, milliseconds") int idlePeriodMillis,
        @Doc("time in which a probe must be answered, milliseconds") int timeoutMillis,
        @Doc(
                        "probes that fail in a row until the pod counts as down: it is sent nothing, and its requests without a first byte go elsewhere")
                int failures,
        @Doc("time that a pod must be down before the answers that it had begun are broken off, milliseconds")
                int breakMillis) {
    public static final ProbeConfig DEFAULTS = new ProbeConfig("/health", 333, 2_000, 333, 3, 10_000);

    public ProbeConfig {
        if (periodMillis < 10 || idlePeriodMillis < periodMillis || timeoutMillis < 10 || failures < 1) {
            throw new IllegalArgumentException(
                    "http.probes: periodMillis and timeoutMillis must be >= 10, idlePeriodMillis >= periodMillis, failures >= 1");
        }
        if (!path.isEmpty() && !path.startsWith("/")) {
            throw new IllegalArgumentException("http.probes.path must begin with '/', not '" + path + "'");
        }
    }
}
