package dev.berth.router.pick;

import dev.berth.domain.placement.Tier;
import dev.berth.domain.routing.RoutingTable.Route;
import dev.berth.domain.routing.RoutingTable.TablePod;

/** A pod that a request may be sent to: immutable facts, and what the pod has in flight. */
public interface Candidate {
    TablePod pod();

    Route route();

    LiveLoad live();

    /** Of the pod. This and what follows is asked of every candidate of every pick: who has many keeps it at hand. */
    default String deployment() {
        return pod().deployment();
    }

    /** GPU slots of the pod; 0 or less if nobody said. */
    default int maxLoras() {
        return pod().maxLoras();
    }

    /** Planned share of the model's requests. */
    default double weight() {
        return route().weight();
    }

    /** Loaded, but without planned traffic. */
    default boolean isStandby() {
        return route().tier() == Tier.WARM;
    }

    /** One that is made of its parts. */
    static Candidate of(TablePod pod, Route route, LiveLoad live) {
        record Parts(TablePod pod, Route route, LiveLoad live) implements Candidate {}
        return new Parts(pod, route, live);
    }
}
