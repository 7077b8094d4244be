package dev.berth.evaluation.compare;

import java.util.List;

/**
 * What a reader must know of a workload before any result.
 *
 * @param asks what the scenario is to find out
 * @param notes for example that a sample stands in for a trace
 */
public record Description(String asks, Bounds bounds, List<String> notes) {
    public Description {
        notes = List.copyOf(notes);
    }
}
