package dev.berth.streaming.profile;

import dev.berth.domain.config.Doc;
import java.io.Serializable;

/** How profiles are learned. */
public record ProfileConfig(
        @Doc("how long after a request's end those that ran beside it are waited for, seconds") long holdSeconds,
        @Doc("how often a deployment's engine is fitted, seconds") long fitSeconds,
        @Doc("a published profile is written again after so long, seconds: a store that came back empty is filled")
                long rewriteSeconds,
        @Doc("readings without which nothing is published") int leastReadings,
        @Doc("nothing is published that may be off by more than this share") double mostError,
        @Doc("a pod that nothing was heard of for so long is forgotten, seconds") long podTtlSeconds,
        @Doc("a deployment that nothing was heard of for so long is forgotten, seconds; what is published stays")
                long deploymentTtlSeconds,
        @Doc("one request in so many tells how many bytes a prompt token has") int sizeEvery)
        implements Serializable {

    public static final ProfileConfig DEFAULTS = new ProfileConfig(60, 10, 30, 30, 0.25, 600, 86_400, 8);

    public ProfileConfig {
        if (holdSeconds < 0 || fitSeconds <= 0 || rewriteSeconds <= 0 || leastReadings < 1 || sizeEvery < 1) {
            throw new IllegalArgumentException(
                    "fitSeconds, rewriteSeconds, leastReadings and sizeEvery must be > 0, holdSeconds >= 0");
        }
        if (podTtlSeconds <= holdSeconds || deploymentTtlSeconds <= fitSeconds || !(mostError > 0)) {
            throw new IllegalArgumentException(
                    "podTtlSeconds must be > holdSeconds, deploymentTtlSeconds > fitSeconds and" + " mostError > 0");
        }
    }
}
