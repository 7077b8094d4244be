package dev.berth.actuator.reconcile;

import dev.berth.actuator.declare.Declaration;
import dev.berth.actuator.declare.DeclaredDeployment;
import dev.berth.actuator.observe.FleetView;
import dev.berth.actuator.observe.PodHealth;
import dev.berth.domain.fleet.AdapterSpec;
import dev.berth.domain.fleet.DeploymentSpec;
import dev.berth.domain.fleet.PodIncarnation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The fleet as declared and observed at one step.
 *
 * @param adapters by name, in the order of the catalog
 * @param pods by name, in the order of the declaration
 */
record Snapshot(
        long now,
        long ordinal,
        Map<String, AdapterSpec> adapters,
        Map<String, PodHealth> pods,
        Map<String, DeclaredDeployment> deployments,
        Published published) {

    static Snapshot of(
            long now,
            long ordinal,
            List<AdapterSpec> adapters,
            FleetView fleet,
            Declaration declaration,
            Published published) {
        Map<String, AdapterSpec> byName = new LinkedHashMap<>();
        adapters.forEach(a -> byName.put(a.name(), a));
        Map<String, DeclaredDeployment> deployments = new LinkedHashMap<>();
        declaration.deployments().forEach(d -> deployments.put(d.spec().name(), d));
        return new Snapshot(now, ordinal, byName, new LinkedHashMap<>(fleet.pods()), deployments, published);
    }

    Optional<DeploymentSpec> spec(PodHealth pod) {
        return Optional.ofNullable(deployments.get(pod.deployment())).map(DeclaredDeployment::spec);
    }

    boolean leavesZombies(PodHealth pod) {
        DeclaredDeployment deployment = deployments.get(pod.deployment());
        return deployment == null || deployment.unloadLeavesZombie();
    }

    /** Whether a pod's declared facts admit an adapter at all. */
    boolean admits(PodHealth pod, AdapterSpec adapter) {
        return spec(pod)
                .map(spec -> spec.baseModel().equals(adapter.baseModel())
                        && spec.maxLoras() > 0
                        && adapter.rank() <= spec.maxLoraRank())
                .orElse(false);
    }

    Optional<PodHealth> pod(PodIncarnation id) {
        return Optional.ofNullable(pods.get(id.pod())).filter(p -> p.id().equals(id));
    }

    boolean serves(PodIncarnation id) {
        return pod(id).filter(PodHealth::serving).isPresent();
    }

    /** The adapter's present version, held by a pod that serves. */
    boolean available(Pair pair) {
        return pair.held() && serves(pair.entry().pod());
    }

    boolean current(Pair pair) {
        AdapterSpec adapter = adapters.get(pair.adapter());
        return adapter != null && adapter.engineName().equals(pair.entry().engineName());
    }

    boolean inPublishedTable(Pair pair) {
        return published.routes(
                pair.adapter(), pair.entry().engineName(), pair.entry().pod());
    }
}
