package dev.berth.evaluation.scenario;

import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.fleet.Catalog;
import dev.berth.domain.fleet.DeploymentSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One situation that algorithms are judged in: what is declared, which pods there are at time 0, what is asked of them and
 * what goes wrong. The same for every algorithm.
 *
 * @param name for example {@code S1}
 * @param asks what it is to find out, in a few words
 * @param catalog adapters, SLO classes and deployments; a deployment whose {@code minPods} and {@code maxPods} are equal is
 *     not scaled
 * @param engines by deployment, with the limits and the LoRA overhead of the scenario
 * @param zones failure domains, in the order in which new pods are spread over them
 * @param pods ready at time 0, with no adapter registered
 * @param durationNanos requests arrive before this time; those in flight then still count
 * @param faults by time
 * @param notes what a reader of the results must know, for example that a sample stands in for a trace; each is printed
 */
public record Scenario(
        String name,
        String asks,
        Catalog catalog,
        Map<String, EngineSpec> engines,
        List<String> zones,
        List<ScenarioPod> pods,
        long durationNanos,
        Traffic traffic,
        List<ScenarioFault> faults,
        List<String> notes) {

    public Scenario {
        engines = Collections.unmodifiableMap(new TreeMap<>(engines)); // Map.copyOf's order differs from run to run
        zones = List.copyOf(zones);
        pods = List.copyOf(pods);
        faults = List.copyOf(faults);
        notes = List.copyOf(notes);
        if (durationNanos <= 0) {
            throw new IllegalArgumentException("scenario " + name + " lasts > 0");
        }
        for (DeploymentSpec deployment : catalog.deployments()) {
            if (!engines.containsKey(deployment.name())) {
                throw new IllegalArgumentException(
                        "scenario " + name + " has no engine for deployment '" + deployment.name() + "'");
            }
        }
    }

    public List<DeploymentSpec> deployments() {
        return catalog.deployments();
    }

    /** The engine of a deployment. */
    public EngineSpec engine(String deployment) {
        return engines.get(deployment);
    }

    /** Whose idle prefill bounds the TTFT target of a long prompt from below: the first deployment's. */
    public EngineSpec referenceEngine() {
        return engines.get(catalog.deployments().get(0).name());
    }

    /** Requests in the order of their arrival, made while they are asked for; the same for every algorithm. */
    public Iterator<ScenarioRequest> requests(long seed) {
        return traffic.requests(seed, durationNanos);
    }

    /** When the hot set, or a crowd, changes at once. */
    public List<Integer> shiftsAtSeconds() {
        return traffic.shiftsAtSeconds(durationNanos / 1e9);
    }

    /** The same with a multiple of the traffic, > 0; a higher factor only adds requests. */
    public Scenario atRate(double factor) {
        return with(catalog, engines, pods, traffic.atRate(factor), faults);
    }

    /**
     * The same with so many pods, not scaled, shared out over the deployments in today's proportions and spread over the
     * zones.
     */
    public Scenario withPods(int count) {
        return FleetShape.withPods(this, count);
    }

    /** The same with another cost of adapters in a batch. */
    public Scenario withLoraOverhead(LoraOverhead overhead) {
        Map<String, EngineSpec> changed = new LinkedHashMap<>();
        engines.forEach((deployment, engine) -> changed.put(deployment, overhead.of(engine)));
        return with(catalog, changed, pods, traffic, faults);
    }

    /** The same with other faults. */
    public Scenario withFaults(List<ScenarioFault> changed) {
        return with(catalog, engines, pods, traffic, changed);
    }

    /** The same, ended earlier; a loop makes traffic of a trace that is too short for a longer one. */
    public Scenario lasting(double seconds) {
        return new Scenario(
                name, asks, catalog, engines, zones, pods, Math.round(seconds * 1e9), traffic, faults, notes);
    }

    Scenario with(
            Catalog newCatalog,
            Map<String, EngineSpec> newEngines,
            List<ScenarioPod> newPods,
            Traffic newTraffic,
            List<ScenarioFault> newFaults) {
        return new Scenario(
                name, asks, newCatalog, newEngines, zones, newPods, durationNanos, newTraffic, newFaults, notes);
    }

    /** Equal for scenarios that are the same to every algorithm; a text of any length, to be hashed. */
    public String fingerprint() {
        List<String> parts = new ArrayList<>(List.of(
                catalog.toString(),
                zones.toString(),
                pods.toString(),
                Long.toString(durationNanos),
                faults.toString(),
                traffic.fingerprint()));
        engines.entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(engine -> parts.add(engine.toString()));
        return String.join("\n", parts);
    }
}
