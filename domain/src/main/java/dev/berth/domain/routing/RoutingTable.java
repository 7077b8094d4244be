package dev.berth.domain.routing;

import dev.berth.domain.Document;
import dev.berth.domain.Version;
import dev.berth.domain.fleet.PodIncarnation;
import dev.berth.domain.placement.Tier;
import dev.berth.domain.slo.SloTarget;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where each model may be sent: only what was observed as loaded. Complete, immutable, swapped whole.
 *
 * @param planVersion the plan whose weights it carries; {@link Version#NONE} before the first plan
 * @param pods every pod that a route names
 * @param models by the name that clients ask for: adapters and base models
 */
public record RoutingTable(
        Version version, long madeAtMillis, Version planVersion, List<TablePod> pods, Map<String, ModelRoutes> models)
        implements Document {

    /** Before the first table was read. */
    public static final RoutingTable EMPTY = new RoutingTable(Version.NONE, 0, Version.NONE, List.of(), Map.of());

    public RoutingTable {
        pods = List.copyOf(pods);
        models = Collections.unmodifiableMap(new TreeMap<>(models));
    }

    /**
     * A pod that can be sent to.
     *
     * @param maxLoras GPU slots, from the deployment's own facts; 0 if unknown
     */
    public record TablePod(PodIncarnation id, String deployment, String url, String zone, int maxLoras) {}

    /**
     * A model's pods.
     *
     * @param adapter whether it is an adapter (a base model otherwise)
     * @param routes may be empty: the model is known, and nothing is ready for it
     */
    public record ModelRoutes(
            String model, boolean adapter, String baseModel, String sloClass, SloTarget target, List<Route> routes) {
        public ModelRoutes {
            routes = List.copyOf(routes);
        }
    }

    /**
     * A model on a pod.
     *
     * @param engineName what the pod's engine knows the model as
     * @param weight planned share of the model's traffic, 0 to 1; 0 for a warm standby
     */
    public record Route(PodIncarnation pod, String engineName, Tier tier, double weight) {}
}
