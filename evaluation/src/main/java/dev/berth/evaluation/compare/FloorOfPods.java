package dev.berth.evaluation.compare;

import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.engine.SloCapacity;
import dev.berth.domain.fleet.AdapterSpec;
import dev.berth.domain.fleet.Catalog;
import dev.berth.domain.fleet.DeploymentSpec;
import dev.berth.domain.slo.SloClass;
import dev.berth.domain.slo.SloTarget;
import dev.berth.evaluation.scenario.Scenario;
import dev.berth.evaluation.scenario.ScenarioRequest;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts what a scenario's traffic needs at least, request by request. A request of a shape that one pod serves x times a
 * second takes 1/x seconds of that pod; it is given to the deployment where that is least.
 */
final class FloorOfPods {
    private final List<Deployment> deployments;
    private final Map<String, SloTarget> targets = new HashMap<>();
    private final Map<String, Double> busySeconds = new TreeMap<>();
    private double podSeconds;
    private long requests;

    /** What the floors need of a deployment. */
    private record Deployment(EngineSpec engine, SloCapacity withAdapter, SloCapacity baseModel) {
        static Deployment of(DeploymentSpec spec, Scenario scenario) {
            EngineSpec engine = scenario.engine(spec.name());
            return new Deployment(engine, new SloCapacity(engine, 1), new SloCapacity(engine, 0));
        }

        SloCapacity.Point capacity(ScenarioRequest request, SloTarget target, boolean adapter) {
            return (adapter ? withAdapter : baseModel).atSlo(request.promptTokens(), request.outputTokens(), target);
        }

        /** On an idle pod, seconds. */
        double serviceSeconds(ScenarioRequest request) {
            return engine.stepTime()
                            .idlePrefillSeconds(
                                    request.promptTokens(), engine.limits().maxBatchedTokens())
                    + request.outputTokens() * engine.stepTime().millis(1, 0, request.promptTokens(), 1) / 1000;
        }
    }

    private FloorOfPods(Scenario scenario) {
        this.deployments = scenario.deployments().stream()
                .map(spec -> Deployment.of(spec, scenario))
                .toList();
        Catalog catalog = scenario.catalog();
        for (AdapterSpec adapter : catalog.adapters()) {
            targets.put(adapter.name(), catalog.sloClass(adapter.sloClass()).target());
        }
    }

    static Bounds of(Scenario scenario, long seed) {
        FloorOfPods floor = new FloorOfPods(scenario);
        Iterator<ScenarioRequest> requests = scenario.requests(seed);
        while (requests.hasNext()) {
            floor.add(requests.next());
        }
        return floor.bounds(scenario);
    }

    private void add(ScenarioRequest request) {
        requests++;
        boolean adapter = targets.containsKey(request.model());
        SloTarget target = targets.getOrDefault(request.model(), SloClass.STANDARD.target());
        double least = Double.POSITIVE_INFINITY;
        double service = Double.POSITIVE_INFINITY;
        for (Deployment deployment : deployments) {
            SloCapacity.Point point = deployment.capacity(request, target, adapter);
            least = Math.min(least, point.requestsPerSecond() > 0 ? 1 / point.requestsPerSecond() : least);
            service = Math.min(service, deployment.serviceSeconds(request));
        }
        podSeconds += Double.isInfinite(least) ? service : least;
        if (adapter) {
            busySeconds.merge(request.model(), service, Double::sum);
        }
    }

    private Bounds bounds(Scenario scenario) {
        double seconds = scenario.durationNanos() / 1e9;
        int slots = scenario.engines().values().stream()
                .mapToInt(engine -> engine.limits().maxLoras())
                .max()
                .orElse(0);
        double active = busySeconds.values().stream()
                .mapToDouble(busy -> 1 - Math.exp(-busy / seconds))
                .sum();
        int adapters = busySeconds.size();
        return new Bounds(
                scenario.pods().size(),
                adapters,
                slots,
                requests / seconds,
                podSeconds / seconds,
                slots == 0 ? 0 : (adapters + slots - 1) / slots,
                slots == 0 ? 0 : active / slots);
    }
}
