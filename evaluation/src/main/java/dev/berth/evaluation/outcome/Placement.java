package dev.berth.evaluation.outcome;

import java.util.List;

/**
 * The routing table at one moment, for a heat map.
 *
 * @param atSeconds when
 * @param pods columns
 * @param models rows, the busiest first
 * @param weights by row and column: planned share of the model's traffic, 0 to 1; -1 where the pod does not hold the model,
 *     0 for a warm standby
 */
public record Placement(double atSeconds, List<String> pods, List<String> models, List<List<Double>> weights) {
    public Placement {
        pods = List.copyOf(pods);
        models = List.copyOf(models);
        weights = weights.stream().map(List::copyOf).toList();
    }
}
