package dev.berth.actuator.reconcile;

import dev.berth.domain.fleet.PodIncarnation;
import dev.berth.domain.routing.RoutingTable;

/**
 * The last table that the store is known to hold.
 *
 * @param ordinal the newest step whose table it is: later steps' tables are not published yet
 */
public record Published(RoutingTable table, long ordinal) {
    public static final Published NOTHING = new Published(RoutingTable.EMPTY, 0);

    boolean routes(String adapter, String engineName, PodIncarnation pod) {
        RoutingTable.ModelRoutes model = table.models().get(adapter);
        return model != null
                && model.routes().stream()
                        .anyMatch(r -> r.pod().equals(pod) && r.engineName().equals(engineName));
    }
}
