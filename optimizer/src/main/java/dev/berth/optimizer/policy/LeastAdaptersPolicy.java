package dev.berth.optimizer.policy;

import dev.berth.optimizer.problem.PlacementProblem;
import dev.berth.optimizer.score.Placement;

/**
 * AIBrix's default for its ModelAdapters ({@code pkg/controller/modeladapter/scheduling}): when an adapter
 * is created it goes to the ready pod with the fewest models, the first of them if several have as few, and it stays there
 * until the pod is gone. Neither demand nor rank nor slots are looked at, nothing is ever rebalanced.
 *
 * <p>Beyond the rule: a minimum of more than one replica is honoured (AIBrix knows one replica or all pods; all pods is
 * {@code register-everywhere}), and a pod whose host memory is full is passed over.
 */
final class LeastAdaptersPolicy implements PlacementPolicy {
    @Override
    public String name() {
        return "least-adapters";
    }

    @Override
    public PolicyTraits traits() {
        return PolicyTraits.BY_MEMBERSHIP;
    }

    @Override
    public Result place(PlacementProblem problem, long seed) {
        Placement placement =
                OneByOne.place(problem, (open, model, hosting) -> Hosting.least(open, hosting::residents));
        return new Result(placement, 0);
    }
}
