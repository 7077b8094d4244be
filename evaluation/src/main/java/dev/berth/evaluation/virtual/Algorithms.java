package dev.berth.evaluation.virtual;

import dev.berth.domain.config.NearestName;
import dev.berth.optimizer.loop.OptimizerConfig;
import dev.berth.optimizer.policy.EvenDispatchPolicy;
import dev.berth.optimizer.policy.OptaPlannerPolicy;
import dev.berth.optimizer.policy.PlacementPolicy;
import dev.berth.router.pick.Policies;
import dev.berth.router.pick.Policy;
import java.util.List;

/** Placements and pickings by their names. */
final class Algorithms {
    private static final List<String> PLACEMENTS = List.of("optaplanner", "even-dispatch");

    private Algorithms() {}

    static PlacementPolicy placement(String name) {
        return switch (name) {
            case "optaplanner" -> new OptaPlannerPolicy(OptimizerConfig.DEFAULTS.movesPerQuantum());
            case "even-dispatch" -> new EvenDispatchPolicy();
            default ->
                throw new IllegalArgumentException(
                        "unknown placement '" + name + "'" + NearestName.hint(name, PLACEMENTS));
        };
    }

    /** Whether it registers more on a pod than the pod's host memory holds. */
    static boolean isBeyondHostMemory(PlacementPolicy policy) {
        return policy.name().equals("register-everywhere");
    }

    static Policy picking(String name) {
        return Policies.named(name).orElseThrow(() -> new IllegalArgumentException(Policies.unknown(name)));
    }
}
