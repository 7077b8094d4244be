package dev.berth.evaluation.compare;

import dev.berth.evaluation.outcome.RunResult;

/** What makes runs. Called from several threads at once. */
public interface Runner {
    /**
     * Digest of all that decides a result beside the spec's own words: catalog, fleet, faults, every request, engine
     * coefficients, the world's config, the code.
     */
    String fingerprint(RunSpec spec);

    RunResult run(RunSpec spec);

    /** What a reader must know of it before any result. */
    Description describe(Workload workload);
}
