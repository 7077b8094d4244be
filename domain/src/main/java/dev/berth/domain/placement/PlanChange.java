package dev.berth.domain.placement;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import dev.berth.domain.fleet.PodIncarnation;

/**
 * One difference between a plan and what it found, with its reason.
 *
 * @param model the adapter; empty for a change of pod counts
 * @param pod where; null for a change of pod counts
 * @param deployment whose pods change; empty otherwise
 * @param before share of traffic, or pods
 * @param after share of traffic, or pods
 * @param reason in words
 */
public record PlanChange(
        Kind kind,
        String model,
        @JsonSetter(nulls = Nulls.SET) PodIncarnation pod,
        String deployment,
        double before,
        double after,
        String reason) {
    /** What changes. */
    public enum Kind {
        LOAD,
        UNLOAD,
        REWEIGHT,
        RETIER,
        SCALE
    }
}
