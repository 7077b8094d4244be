package dev.berth.evaluation.virtual;

import dev.berth.evaluation.outcome.RunResult;
import dev.berth.evaluation.scenario.Scenario;

/** A scenario under an arm, in virtual time. */
public final class VirtualWorld {
    private VirtualWorld() {}

    /** Equal arguments give equal results, to the byte in JSON. Safe to be called from several threads at once. */
    public static RunResult run(Scenario scenario, Arm arm, WorldConfig config, long seed) {
        return run(scenario, arm, config, seed, WorldWatch.NOTHING);
    }

    /** The same, watched. */
    public static RunResult run(Scenario scenario, Arm arm, WorldConfig config, long seed, WorldWatch watch) {
        throw new UnsupportedOperationException("not yet: " + scenario.name() + ", " + arm + ", " + config + ", " + seed
                + ", " + watch);
    }
}
