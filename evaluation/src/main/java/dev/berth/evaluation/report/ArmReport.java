package dev.berth.evaluation.report;

import dev.berth.evaluation.replay.ReplayPlan;
import dev.berth.evaluation.replay.ReplayResult;
import dev.berth.evaluation.replay.RequestJudge;

/**
 * What one arm of a comparison showed.
 *
 * @param name of the arm
 * @param counters what happened to the fleet
 */
public record ArmReport(String name, ArmCounters counters) {
    public static ArmReport of(
            String name, ReplayPlan plan, ReplayResult result, RequestJudge judge, ArmCounters counters) {
        return new ArmReport(name, counters);
    }
}
