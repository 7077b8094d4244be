package dev.berth.store;

import dev.berth.domain.Version;
import dev.berth.domain.placement.PlacementPlan;
import java.util.List;
import java.util.Map;

/** Plans that differ in nothing but their number. */
final class StoredPlans {
    private StoredPlans() {}

    static PlacementPlan numbered(long counter) {
        PlacementPlan.Outlook outlook = new PlacementPlan.Outlook(1, 0.15, 0.5);
        return new PlacementPlan(
                new Version(1, counter),
                1_000,
                new PlacementPlan.Inputs(Version.NONE, Version.NONE, 0, 0, Map.of()),
                Map.of(),
                Map.of("default/sim", 1),
                List.of(),
                List.of(),
                List.of(),
                outlook,
                outlook,
                0,
                0,
                new PlacementPlan.SolverRun("test", 1, 0, 0));
    }
}
