package dev.berth.evaluation.virtual;

import dev.berth.domain.Version;
import dev.berth.domain.fleet.PodIncarnation;
import dev.berth.domain.placement.PlacementPlan;
import dev.berth.domain.routing.RoutingTable;
import dev.berth.domain.slo.Outcome;
import dev.berth.evaluation.scenario.ScenarioFault;
import dev.berth.evaluation.scenario.ScenarioRequest;

/**
 * Sees what happens in a world, and changes nothing. Times are virtual nanoseconds since the world's start; its traffic begins
 * later.
 */
public interface WorldWatch {
    WorldWatch NOTHING = new WorldWatch() {};

    /** The control plane is settled; the scenario's time 0 is now. */
    default void trafficBegins(long now, WorldView world) {}

    default void arrived(long now, ScenarioRequest request) {}

    /** A router sends a request to a pod, the {@code tries}-th one, from 1. */
    default void sent(long now, String router, ScenarioRequest request, String pod, String engineName, int tries) {}

    /** The pod does not know the name that it was asked for. */
    default void notFound(long now, String router, ScenarioRequest request, String pod, String engineName) {}

    default void ended(long now, ScenarioRequest request, Outcome outcome, int tries) {}

    /** A pod lists an adapter from now on. */
    default void registered(long now, PodIncarnation pod, String engineName, WorldView world) {}

    /** A pod no longer lists an adapter, on somebody's command. */
    default void unregistered(long now, PodIncarnation pod, String engineName, WorldView world) {}

    default void podUp(long now, PodIncarnation pod) {}

    /** A pod's life is over, and with it what it had registered. */
    default void podDown(long now, PodIncarnation pod) {}

    /** A document of that name has a new version in the store. */
    default void written(long now, String document, Version version) {}

    default void planned(long now, PlacementPlan plan) {}

    /** A router picks from this table from now on. */
    default void applied(long now, String router, RoutingTable table) {}

    default void faultBegins(long now, ScenarioFault fault) {}

    default void faultEnds(long now, ScenarioFault fault) {}

    /** Something for a log, in words. */
    default void note(long now, String words) {}
}
