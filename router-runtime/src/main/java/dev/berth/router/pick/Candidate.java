package dev.berth.router.pick;

import dev.berth.domain.routing.RoutingTable.Route;
import dev.berth.domain.routing.RoutingTable.TablePod;

/** A pod that a request may be sent to: immutable facts, and what the pod has in flight. */
public interface Candidate {
    TablePod pod();

    Route route();

    LiveLoad live();

    /** One that is made of its parts. */
    static Candidate of(TablePod pod, Route route, LiveLoad live) {
        record Parts(TablePod pod, Route route, LiveLoad live) implements Candidate {}
        return new Parts(pod, route, live);
    }
}
