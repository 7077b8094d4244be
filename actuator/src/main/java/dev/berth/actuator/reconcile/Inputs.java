package dev.berth.actuator.reconcile;

import dev.berth.actuator.declare.Declaration;
import dev.berth.actuator.observe.PodProbe;
import dev.berth.domain.fleet.Control;
import dev.berth.domain.placement.PlacementPlan;
import java.util.List;
import java.util.Optional;

/**
 * All that one step of the reconciler sees.
 *
 * @param probes since the last step, in the order of arrival
 * @param results of commands that ended since the last step
 * @param recovered what the store held when it was first read; absent until it could be read. Given once is enough, more is
 *     harmless
 */
public record Inputs(
        Declaration declaration,
        List<PodProbe> probes,
        List<CommandResult> results,
        Optional<PlacementPlan> plan,
        Acknowledgements acknowledgements,
        Control control,
        Published published,
        Optional<Recovered> recovered) {
    public Inputs {
        probes = List.copyOf(probes);
        results = List.copyOf(results);
    }
}
