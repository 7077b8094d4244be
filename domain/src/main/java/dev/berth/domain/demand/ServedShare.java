package dev.berth.domain.demand;

import dev.berth.domain.slo.Attainment;

/**
 * How one tenant's requests of one SLO class ended.
 *
 * @param tenant who asked; empty if unknown, {@link #OTHERS} for all tenants beyond those that are told apart
 * @param finished requests that ended
 * @param failed of these, rejected, failed or timed out
 * @param goodputPerSecond requests that met their SLO, per second
 */
public record ServedShare(
        String sloClass, String tenant, long finished, Attainment attainment, long failed, double goodputPerSecond) {
    /** Stands for many tenants. */
    public static final String OTHERS = "(others)";
}
