package dev.berth.evaluation.outcome;

import java.util.List;

/**
 * What one run gives. Two runs of the same scenario, arm, config and seed give the same, to the byte in JSON.
 *
 * @param scenario its name
 * @param placement name of the placement policy
 * @param picking name of the picking policy
 * @param scaler who decided the number of pods
 * @param durationSeconds of the traffic; what was in flight then was served to its end
 * @param goodputPerSecond requests within SLO per second of traffic
 * @param latencies of all completed requests
 * @param classes by name
 * @param models the busiest first
 * @param tenants by name
 * @param pods by name
 * @param series ten-second intervals
 * @param placements at the times that the world's config names, and at the end
 * @param recoveries one for each shift and fault
 */
public record RunResult(
        String scenario,
        String placement,
        String picking,
        String scaler,
        long seed,
        double durationSeconds,
        Requests requests,
        double goodputPerSecond,
        Fairness fairness,
        Latencies latencies,
        EngineTotals engines,
        Planning planning,
        List<ClassRow> classes,
        List<ModelRow> models,
        List<TenantRow> tenants,
        List<PodRow> pods,
        List<TimePoint> series,
        List<Placement> placements,
        List<Recovery> recoveries) {

    public RunResult {
        classes = List.copyOf(classes);
        models = List.copyOf(models);
        tenants = List.copyOf(tenants);
        pods = List.copyOf(pods);
        series = List.copyOf(series);
        placements = List.copyOf(placements);
        recoveries = List.copyOf(recoveries);
    }
}
