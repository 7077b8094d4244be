package dev.berth.router;

import dev.berth.domain.Version;
import dev.berth.domain.fleet.PodIncarnation;
import dev.berth.domain.placement.Tier;
import dev.berth.domain.routing.RoutingTable;
import dev.berth.domain.routing.RoutingTable.ModelRoutes;
import dev.berth.domain.routing.RoutingTable.Route;
import dev.berth.domain.routing.RoutingTable.TablePod;
import dev.berth.domain.slo.SloTarget;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes a routing table down in a few words. */
public final class TestTables {
    public static final String DEPLOYMENT = "default/sim";

    private final Map<String, TablePod> pods = new LinkedHashMap<>();
    private final Map<String, List<Route>> routes = new TreeMap<>();
    private final long counter;

    private TestTables(long counter) {
        this.counter = counter;
    }

    public static TestTables table(long counter) {
        return new TestTables(counter);
    }

    public static PodIncarnation id(String pod) {
        return new PodIncarnation(pod, "1");
    }

    public TestTables pod(String name, int port) {
        pods.put(name, new TablePod(id(name), DEPLOYMENT, "http://127.0.0.1:" + port, "a", 8));
        return this;
    }

    /** A model that the table knows and that nothing is ready for. */
    public TestTables model(String name) {
        routes.computeIfAbsent(name, n -> new ArrayList<>());
        return this;
    }

    public TestTables hot(String model, String... onPods) {
        for (String pod : onPods) {
            route(model, pod, model, Tier.HOT, 1.0 / onPods.length);
        }
        return this;
    }

    public TestTables warm(String model, String pod) {
        return route(model, pod, model, Tier.WARM, 0);
    }

    public TestTables alias(String model, String engineName, String pod) {
        return route(model, pod, engineName, Tier.HOT, 1);
    }

    private TestTables route(String model, String pod, String engineName, Tier tier, double weight) {
        model(model);
        routes.get(model).add(new Route(id(pod), engineName, tier, weight));
        return this;
    }

    public RoutingTable build() {
        Map<String, ModelRoutes> models = new TreeMap<>();
        routes.forEach((model, list) ->
                models.put(model, new ModelRoutes(model, true, "llama", "standard", new SloTarget(2, 0.1, 0), list)));
        return new RoutingTable(
                new Version(1, counter), 1_700_000_000_000L, Version.NONE, List.copyOf(pods.values()), models);
    }
}
