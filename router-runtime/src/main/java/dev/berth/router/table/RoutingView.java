package dev.berth.router.table;

import dev.berth.domain.Version;
import dev.berth.domain.routing.RoutingTable;
import java.util.Map;

/** A routing table as the request path uses it. Immutable but for health and dropped pairs. */
public final class RoutingView {
    private final RoutingTable table;
    private final Map<String, ModelView> models;

    RoutingView(RoutingTable table, Map<String, ModelView> models) {
        this.table = table;
        this.models = models;
    }

    /** Null if the table does not know the model. */
    public ModelView model(String name) {
        return models.get(name);
    }

    public Version version() {
        return table.version();
    }

    public RoutingTable table() {
        return table;
    }
}
