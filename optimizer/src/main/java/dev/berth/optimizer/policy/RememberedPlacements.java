package dev.berth.optimizer.policy;

import dev.berth.optimizer.problem.PlacementProblem;
import dev.berth.optimizer.score.Placement;
import java.util.ArrayList;
import java.util.List;

/** A policy, and all that it was asked and placed: plans don't tell that in full. Not thread-safe. */
public final class RememberedPlacements implements PlacementPolicy {
    private final PlacementPolicy policy;
    private final List<Placed> placed = new ArrayList<>();

    public RememberedPlacements(PlacementPolicy policy) {
        this.policy = policy;
    }

    /**
     * What it was asked, and what it answered.
     *
     * @param placement of the problem, or of the same with its demand cut otherwise
     */
    public record Placed(PlacementProblem asked, Placement placement) {}

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
        placed.add(new Placed(problem, result.placement()));
        return result;
    }

    /** In the order of asking. */
    public List<Placed> placed() {
        return List.copyOf(placed);
    }

    public Placed last() {
        return placed.get(placed.size() - 1);
    }
}
