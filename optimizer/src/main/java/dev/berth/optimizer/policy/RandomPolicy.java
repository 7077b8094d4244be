package dev.berth.optimizer.policy;

import dev.berth.optimizer.problem.PlacementProblem;
import dev.berth.optimizer.score.Placement;
import java.util.SplittableRandom;

/**
 * AIBrix's random scheduler for ModelAdapters: when an adapter is created it goes to any pod, all alike, and it stays there
 * until the pod is gone. Each adapter draws from a generator of its own, made from the seed and its name, so that an adapter
 * more does not move the others.
 *
 * <p>Beyond the rule: a pod whose host memory is full is not drawn.
 */
final class RandomPolicy implements PlacementPolicy {
    @Override
    public String name() {
        return "random";
    }

    @Override
    public PolicyTraits traits() {
        return PolicyTraits.BY_MEMBERSHIP;
    }

    @Override
    public Result place(PlacementProblem problem, long seed) {
        Placement placement = OneByOne.place(problem, (open, model, hosting) -> {
            long own = seed ^ NameHash.of(model.model()) ^ hosting.replicas(model);
            return open.get(new SplittableRandom(own).nextInt(open.size()));
        });
        return new Result(placement, 0);
    }
}
