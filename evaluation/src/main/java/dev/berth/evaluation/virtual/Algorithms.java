package dev.berth.evaluation.virtual;

import dev.berth.evaluation.peers.Pickings;
import dev.berth.optimizer.policy.PlacementPolicy;
import dev.berth.optimizer.policy.Placements;
import dev.berth.optimizer.policy.SearchBudget;
import dev.berth.router.pick.Policy;

/** Placements and pickings by their names. */
final class Algorithms {
    /** What a search of at most 100 ms judges, by the cost that {@link WorldConfig.Delays} publishes. */
    private static final long MOST_NANOS = 100_000_000;

    private Algorithms() {}

    static PlacementPolicy placement(String name, WorldConfig.Delays delays) {
        long mostMoves = Math.max(1, MOST_NANOS / Math.max(1, delays.nanosPerMove()));
        return Placements.named(name, new SearchBudget(SearchBudget.DEFAULTS.movesPerQuantum(), mostMoves));
    }

    /** Whether it registers more on a pod than the pod's host memory holds. */
    static boolean isBeyondHostMemory(PlacementPolicy policy) {
        return policy.traits().beyondHostMemory();
    }

    static Policy picking(String name) {
        return Pickings.named(name);
    }
}
