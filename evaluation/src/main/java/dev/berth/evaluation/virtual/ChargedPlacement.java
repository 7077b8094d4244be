package dev.berth.evaluation.virtual;

import dev.berth.optimizer.policy.PlacementPolicy;
import dev.berth.optimizer.policy.PolicyTraits;
import dev.berth.optimizer.problem.PlacementProblem;

/** A placement policy whose search takes virtual time: so much for each move that it judged, whatever the machine. */
final class ChargedPlacement implements PlacementPolicy {
    private final PlacementPolicy policy;
    private final WorldConfig.Delays delays;
    private long nanos;

    ChargedPlacement(PlacementPolicy policy, WorldConfig.Delays delays) {
        this.policy = policy;
        this.delays = delays;
    }

    @Override
    public String name() {
        return policy.name();
    }

    @Override
    public PolicyTraits traits() {
        return policy.traits();
    }

    @Override
    public Result place(PlacementProblem problem, long seed) {
        Result result = policy.place(problem, seed);
        long charged = Math.max(
                delays.planLeastMillis() * EventQueue.MILLI,
                Math.min(delays.planMostMillis() * EventQueue.MILLI, result.steps() * delays.nanosPerMove()));
        nanos += charged;
        return result;
    }

    /** All that was charged so far: a clock for whoever measures a search. */
    long nanos() {
        return nanos;
    }
}
