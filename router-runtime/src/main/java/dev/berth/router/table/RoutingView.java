package dev.berth.router.table;

import dev.berth.domain.Version;
import dev.berth.domain.routing.RoutingTable;
import java.util.List;
import java.util.Map;

/** A routing table as the request path uses it. Immutable but for health and dropped pairs. */
public final class RoutingView {
    private final RoutingTable table;
    private final Map<String, ModelView> models;
    private final List<ViewPod> pods;

    RoutingView(RoutingTable table, Map<String, ModelView> models, List<ViewPod> pods) {
        this.table = table;
        this.models = models;
        this.pods = pods;
    }

    /** Every pod that can be sent to. */
    public List<ViewPod> pods() {
        return pods;
    }

    /** Null if the table does not know the model. */
    public ModelView model(String name) {
        return models.get(name);
    }

    /** Whether the model has a route. */
    public boolean isRoutable(String name) {
        ModelView model = models.get(name);
        return model != null && !model.targets().isEmpty();
    }

    public Version version() {
        return table.version();
    }

    public RoutingTable table() {
        return table;
    }
}
