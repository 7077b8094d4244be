package dev.berth.evaluation.compare;

import dev.berth.evaluation.scenario.ScenarioFloors;
import java.util.List;

/**
 * What a reader must know of a workload before any result.
 *
 * @param asks what the scenario is to find out
 * @param pods that it begins with
 * @param adapters in its catalog
 * @param floors what no algorithm can beat, of the first seed
 * @param notes for example that a sample stands in for a trace
 */
public record Description(String asks, int pods, int adapters, ScenarioFloors floors, List<String> notes) {
    public Description {
        notes = List.copyOf(notes);
    }
}
