package dev.berth.evaluation.virtual;

import dev.berth.evaluation.peers.Pickings;
import dev.berth.optimizer.policy.PlacementPolicy;
import dev.berth.optimizer.policy.Placements;
import dev.berth.optimizer.policy.SearchBudget;
import dev.berth.router.pick.Policy;

/** Placements and pickings by their names. */
final class Algorithms {
    private Algorithms() {}

    /** A search judges as many moves as its longest time allows, at the cost that the delays publish. */
    static PlacementPolicy placement(String name, WorldConfig.Delays delays) {
        long mostMoves = Math.max(1, delays.planMostMillis() * EventQueue.MILLI / Math.max(1, delays.nanosPerMove()));
        return Placements.named(name, new SearchBudget(SearchBudget.DEFAULTS.movesPerQuantum(), mostMoves));
    }

    /** Whether it registers more on a pod than the pod's host memory holds. */
    static boolean isBeyondHostMemory(PlacementPolicy policy) {
        return policy.traits().beyondHostMemory();
    }

    /** Whether its plans say how many pods there are to be. */
    static boolean countsPods(String placement) {
        return Placements.names().contains(placement)
                && Placements.named(placement, SearchBudget.DEFAULTS).traits().weighed();
    }

    static Policy picking(String name) {
        return Pickings.named(name);
    }
}
