package dev.berth.actuator.declare;

import dev.berth.domain.Version;
import dev.berth.domain.fleet.AdapterSpec;
import dev.berth.domain.fleet.Catalog;
import dev.berth.domain.slo.SloClass;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * All that is declared at a time, checked as a whole.
 *
 * @param adapters whose engine name is their own name; what engines really know them as is the catalog's business
 */
public record Declaration(List<AdapterSpec> adapters, List<SloClass> sloClasses, List<DeclaredDeployment> deployments) {
    /**
     * @throws IllegalArgumentException if a name is declared twice
     */
    public Declaration {
        adapters = List.copyOf(adapters);
        sloClasses = List.copyOf(sloClasses);
        deployments = List.copyOf(deployments);
        var unused = new Catalog(
                Version.NONE,
                0,
                adapters,
                sloClasses,
                deployments.stream().map(DeclaredDeployment::spec).toList());
        for (DeclaredDeployment deployment : deployments) {
            String base = deployment.spec().baseModel();
            if (adapters.stream().anyMatch(adapter -> adapter.name().equals(base))) {
                throw new IllegalArgumentException("'" + base + "' is declared as an adapter and as a base model");
            }
        }
        Set<String> pods = new HashSet<>();
        for (DeclaredDeployment deployment : deployments) {
            for (DeclaredPod pod : deployment.pods()) {
                if (!pods.add(pod.name())) {
                    throw new IllegalArgumentException("the fleet declares pod '" + pod.name() + "' twice");
                }
            }
        }
    }

    public Optional<DeclaredDeployment> deployment(String name) {
        return deployments.stream().filter(d -> d.spec().name().equals(name)).findFirst();
    }
}
