package dev.berth.optimizer.policy;

import dev.berth.optimizer.problem.PlacementProblem;

/**
 * Our planner, told what will come: what it could reach if forecasts were right. Whoever replays traffic gives it the demand
 * of the time until the next plan as if it had been measured; without a replay it can't be run.
 */
final class OraclePolicy implements PlacementPolicy {
    private final PlacementPolicy planner;

    OraclePolicy(PlacementPolicy planner) {
        this.planner = planner;
    }

    @Override
    public String name() {
        return "oracle";
    }

    @Override
    public PolicyTraits traits() {
        PolicyTraits ours = planner.traits();
        return new PolicyTraits(
                PolicyTraits.Foresight.COMING, ours.followsDemand(), ours.weighed(), ours.beyondHostMemory());
    }

    @Override
    public Result place(PlacementProblem problem, long seed) {
        return planner.place(problem, seed);
    }
}
