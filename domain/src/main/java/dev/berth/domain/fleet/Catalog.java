package dev.berth.domain.fleet;

import dev.berth.domain.Document;
import dev.berth.domain.Version;
import dev.berth.domain.slo.SloClass;
import java.util.List;
import java.util.Optional;

/** What is declared: adapters, SLO classes and deployment facts. Written by the actuator from CRDs or files. */
public record Catalog(
        Version version,
        long madeAtMillis,
        List<AdapterSpec> adapters,
        List<SloClass> sloClasses,
        List<DeploymentSpec> deployments)
        implements Document {

    public Catalog {
        adapters = NamedList.of("adapter", AdapterSpec::name, adapters);
        sloClasses = NamedList.of("SLO class", SloClass::name, sloClasses);
        deployments = NamedList.of("deployment", DeploymentSpec::name, deployments);
    }

    public Optional<AdapterSpec> adapter(String name) {
        return NamedList.find(adapters, name);
    }

    public Optional<DeploymentSpec> deployment(String name) {
        return NamedList.find(deployments, name);
    }

    /** The class of that name, {@link SloClass#STANDARD} if none is declared. */
    public SloClass sloClass(String name) {
        return NamedList.find(sloClasses, name).orElse(SloClass.STANDARD);
    }
}
