package dev.berth.streaming.scrape;

import dev.berth.domain.config.Doc;
import java.io.Serializable;

/** How engines are read. */
public record ScrapeConfig(
        @Doc("how often each pod's metrics are read, milliseconds") long periodMillis,
        @Doc("a reading comes earlier or later by up to this share of the period, so that pods are not read in step")
                double jitter,
        @Doc("a pod that has not answered in full by then is told of as down, milliseconds; below the period")
                long timeoutMillis,
        @Doc("how often the fleet is looked up for new and gone pods, milliseconds") long fleetMillis,
        @Doc("readings that may wait for Kafka; the oldest goes first") int mostWaiting)
        implements Serializable {

    public static final ScrapeConfig DEFAULTS = new ScrapeConfig(2_000, 0.10, 1_500, 1_000, 10_000);

    public ScrapeConfig {
        if (periodMillis <= 0 || timeoutMillis <= 0 || timeoutMillis >= periodMillis) {
            throw new IllegalArgumentException(
                    "timeoutMillis (" + timeoutMillis + ") must be > 0 and below periodMillis (" + periodMillis + ")");
        }
        if (!(jitter >= 0 && jitter <= 0.5) || fleetMillis <= 0 || mostWaiting <= 0) {
            throw new IllegalArgumentException("jitter lies in [0, 0.5]; fleetMillis and mostWaiting are > 0");
        }
    }
}
