package dev.berth.evaluation.compare;

import java.util.List;
import java.util.Map;

/**
 * What one arm did with one seed.
 *
 * @param workload that the values are of: in a search, at the rate or with the pods found
 * @param values empty if it failed
 * @param probes of a search, in the order of rate or pods; empty if nothing was sought
 * @param note what a reader of the values must know; empty if nothing
 * @param failure one sentence; empty if it went well
 */
public record SeedRow(
        long seed, Workload workload, Map<Measure, Double> values, List<Probe> probes, String note, String failure) {
    public SeedRow {
        values = Map.copyOf(values);
        probes = List.copyOf(probes);
    }

    /**
     * One try of a search.
     *
     * @param at factor on the rate, or pods
     */
    public record Probe(double at, double attainment, boolean held) {}

    static SeedRow failed(long seed, Workload workload, String reason) {
        return new SeedRow(seed, workload, Map.of(), List.of(), "", reason);
    }

    boolean well() {
        return failure.isEmpty();
    }
}
