package dev.berth.evaluation.stack;

import dev.berth.domain.fleet.AdapterSpec;
import dev.berth.domain.slo.SloClass;
import dev.berth.domain.slo.SloTarget;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a stack is made of.
 *
 * @param fleet name of the fleet, the prefix of its keys
 * @param engine engine name, or file, that every pod simulates
 * @param gpu the engine's GPU, as the fleet file declares it
 * @param pricePerHour the engine's price, as the fleet file declares it
 * @param baseModel served name of the base model
 * @param pods how many
 * @param maxLoras GPU slots of a pod
 * @param maxCpuLoras adapters in a pod's host memory
 * @param adapters the catalog's
 * @param sloClasses the catalog's
 * @param profileTarget what the offline profile is computed for
 * @param routerPort 0 for any free one
 * @param optimizeEvery the optimizer's period
 * @param lengths file with the true output length of each replayed request; only the pods read it
 * @param seed of everything drawn
 * @param workDirectory of this run: logs, files, the broker's data
 * @param restarts in place of the usual policy, by name of the part
 */
public record StackConfig(
        String fleet,
        String engine,
        String gpu,
        double pricePerHour,
        String baseModel,
        int pods,
        int maxLoras,
        int maxCpuLoras,
        List<AdapterSpec> adapters,
        List<SloClass> sloClasses,
        SloTarget profileTarget,
        int routerPort,
        Duration optimizeEvery,
        Optional<Path> lengths,
        long seed,
        Path workDirectory,
        Map<String, RestartPolicy> restarts) {

    public StackConfig {
        adapters = List.copyOf(adapters);
        sloClasses = List.copyOf(sloClasses);
        restarts = Map.copyOf(restarts);
    }

    /** The one deployment of the fleet. */
    public String deployment() {
        return "default/sim";
    }
}
