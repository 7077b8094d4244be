package dev.berth.evaluation.compare;

import dev.berth.evaluation.virtual.Arm;

/** One run: equal ones give equal results, and arms with one seed see the same arrivals, lengths and adapters. */
public record RunSpec(Workload workload, Arm arm, long seed) {
    @Override
    public String toString() {
        return workload + ", " + arm + ", seed " + seed;
    }
}
