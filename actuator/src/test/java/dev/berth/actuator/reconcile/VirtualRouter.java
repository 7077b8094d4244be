package dev.berth.actuator.reconcile;

import dev.berth.domain.Version;
import dev.berth.domain.fleet.PodIncarnation;
import dev.berth.domain.routing.RouterReport;
import dev.berth.domain.routing.RoutingTable;
import java.util.ArrayList;
import java.util.List;

/** A router in virtual time: applies tables, late if told so, and says what it has in flight. */
final class VirtualRouter {
    final String name;
    final List<RouterReport.InFlight> inFlight = new ArrayList<>();
    boolean up = true;
    boolean stuck;
    RoutingTable applied = RoutingTable.EMPTY;
    private long reports;

    VirtualRouter(String name) {
        this.name = name;
    }

    void busyWith(String model, PodIncarnation pod) {
        inFlight.add(new RouterReport.InFlight(model, pod, 1));
    }

    void see(RoutingTable stored) {
        if (up && !stuck && stored.version().isNewerThan(applied.version())) {
            applied = stored;
        }
    }

    RouterReport report(long now) {
        return new RouterReport(new Version(1, ++reports), now, name, applied.version(), inFlight);
    }

    boolean sendsTo(String engineName, PodIncarnation pod) {
        return applied.models().values().stream()
                .flatMap(model -> model.routes().stream())
                .anyMatch(route ->
                        route.engineName().equals(engineName) && route.pod().equals(pod));
    }
}
