package dev.berth.evaluation.virtual;

import dev.berth.actuator.declare.ApiKey;
import dev.berth.actuator.declare.Declaration;
import dev.berth.actuator.declare.DeclaredDeployment;
import dev.berth.actuator.declare.DeclaredPod;
import dev.berth.actuator.reconcile.Command;
import dev.berth.domain.fleet.Catalog;
import dev.berth.domain.fleet.DeploymentSpec;
import dev.berth.domain.fleet.Fleet;
import dev.berth.store.Blackboard;
import dev.berth.store.Keys;
import dev.berth.store.StoreUnavailableException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The files that an operator would keep: what is declared, and the pods that a scale command adds or takes away. A pod that is
 * no longer declared is shut down when the actuator has let it go and it has answered all that it took, or after a grace period:
 * until then it is paid for.
 */
final class DeclaredFleet {
    private static final String SCALE_COMMAND = "scale {deployment} {pods} " + Command.Scale.LEAVING;
    private static final long GRACE_NANOS = 75 * EventQueue.SECOND;

    private final EventQueue queue;
    private final VirtualFleet fleet;
    private final Blackboard blackboard;
    private final Catalog catalog;
    private final boolean beyondHostMemory;
    private final boolean commanded;
    private final Map<String, List<VirtualPod>> declared = new LinkedHashMap<>();
    private Declaration current;
    private int changes;

    /**
     * @param beyondHostMemory whether host memory for all adapters is declared, whatever engines have
     * @param commanded whether the actuator has a command that changes the number of pods; otherwise plans only give advice
     */
    DeclaredFleet(
            EventQueue queue,
            VirtualFleet fleet,
            Blackboard blackboard,
            Catalog catalog,
            boolean beyondHostMemory,
            boolean commanded) {
        this.queue = queue;
        this.fleet = fleet;
        this.blackboard = blackboard;
        this.catalog = catalog;
        this.beyondHostMemory = beyondHostMemory;
        this.commanded = commanded;
        for (DeploymentSpec deployment : catalog.deployments()) {
            declared.put(deployment.name(), new ArrayList<>());
        }
        fleet.pods().forEach(pod -> declared.get(pod.deployment().name()).add(pod));
        declare();
    }

    /** Grows with each change of what is declared. */
    int changes() {
        return changes;
    }

    Declaration current() {
        return current;
    }

    /** Pods that are declared, whether they are up yet or not. */
    List<VirtualPod> pods(String deployment) {
        return List.copyOf(declared.get(deployment));
    }

    /**
     * What a scale command, or somebody's autoscaler, does.
     *
     * @param leaving names of pods that go first; after them the newest
     */
    void scale(String deployment, int pods, List<String> leaving) {
        List<VirtualPod> now = declared.get(deployment);
        if (now.size() == pods) {
            return;
        }
        while (now.size() < pods) {
            now.add(fleet.addTo(deployment));
        }
        while (now.size() > pods) {
            VirtualPod gone = now.stream()
                    .filter(pod -> leaving.contains(pod.name()))
                    .findFirst()
                    .orElse(now.get(now.size() - 1));
            now.remove(gone);
            awaitRelease(gone, queue.now() + GRACE_NANOS);
        }
        declare();
    }

    private void awaitRelease(VirtualPod pod, long latest) {
        queue.after(EventQueue.SECOND, () -> {
            boolean quiet = !pod.isUp() || pod.life().isIdle();
            if (queue.now() >= latest || (quiet && !observed(pod))) {
                pod.takeAway();
            } else {
                awaitRelease(pod, latest);
            }
        });
    }

    private boolean observed(VirtualPod pod) {
        try {
            return blackboard
                    .read(Keys.FLEET)
                    .map((Fleet f) -> f.pod(pod.name()).isPresent())
                    .orElse(true);
        } catch (StoreUnavailableException e) {
            return true;
        }
    }

    private void declare() {
        List<DeclaredDeployment> deployments = new ArrayList<>();
        for (DeploymentSpec spec : catalog.deployments()) {
            boolean scaled = commanded && spec.minPods() < spec.maxPods();
            List<DeclaredPod> pods = declared.get(spec.name()).stream()
                    .map(pod -> new DeclaredPod(pod.name(), pod.url(), pod.zone()))
                    .toList();
            deployments.add(
                    new DeclaredDeployment(asDeclared(spec), scaled ? SCALE_COMMAND : "", ApiKey.NONE, false, pods));
        }
        changes++;
        current = new Declaration(catalog.adapters(), catalog.sloClasses(), deployments);
    }

    private DeploymentSpec asDeclared(DeploymentSpec spec) {
        int maxCpuLoras = beyondHostMemory
                ? Math.max(spec.maxCpuLoras(), catalog.adapters().size() + 1)
                : spec.maxCpuLoras();
        return new DeploymentSpec(
                spec.name(),
                spec.baseModel(),
                spec.gpu(),
                spec.pricePerHour(),
                spec.maxLoras(),
                maxCpuLoras,
                spec.maxLoraRank(),
                spec.minPods(),
                spec.maxPods());
    }
}
