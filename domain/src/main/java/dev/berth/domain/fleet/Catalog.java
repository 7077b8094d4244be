package dev.berth.domain.fleet;

import dev.berth.domain.Document;
import dev.berth.domain.Version;
import dev.berth.domain.slo.SloClass;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What is declared: adapters, SLO classes and deployment facts. Written by the actuator from CRDs or files. */
public record Catalog(
        Version version,
        long madeAtMillis,
        List<AdapterSpec> adapters,
        List<SloClass> sloClasses,
        List<DeploymentSpec> deployments)
        implements Document {

    public Catalog {
        adapters = List.copyOf(adapters);
        sloClasses = List.copyOf(sloClasses);
        deployments = List.copyOf(deployments);
        unique("adapter", adapters.stream().map(AdapterSpec::name).toList());
        unique("SLO class", sloClasses.stream().map(SloClass::name).toList());
        unique("deployment", deployments.stream().map(DeploymentSpec::name).toList());
    }

    public Optional<AdapterSpec> adapter(String name) {
        return adapters.stream().filter(a -> a.name().equals(name)).findFirst();
    }

    public Optional<DeploymentSpec> deployment(String name) {
        return deployments.stream().filter(d -> d.name().equals(name)).findFirst();
    }

    /** The class of that name, {@link SloClass#STANDARD} if none is declared. */
    public SloClass sloClass(String name) {
        return sloClasses.stream()
                .filter(c -> c.name().equals(name))
                .findFirst()
                .orElse(SloClass.STANDARD);
    }

    private static void unique(String what, List<String> names) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                throw new IllegalArgumentException("the catalog declares " + what + " '" + name + "' twice");
            }
        }
    }
}
