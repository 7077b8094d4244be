package dev.berth.evaluation.report;

/**
 * What happened to the fleet during an arm, as ledger, events and process supervision tell.
 *
 * @param loads adapters loaded
 * @param unloads adapters unloaded
 * @param failedLoads loads that an engine refused or that broke
 * @param plansApplied placement plans that took effect
 * @param crashes parts of Berth, or pods, that died unasked
 */
public record ArmCounters(long loads, long unloads, long failedLoads, long plansApplied, long crashes) {
    public static final ArmCounters NONE = new ArmCounters(0, 0, 0, 0, 0);
}
