package dev.berth.evaluation.faults;

import dev.berth.domain.Version;
import dev.berth.domain.fleet.PodIncarnation;
import dev.berth.domain.placement.PlacementPlan;
import dev.berth.domain.routing.RoutingTable;
import dev.berth.domain.slo.Outcome;
import dev.berth.evaluation.scenario.ScenarioFault;
import dev.berth.evaluation.scenario.ScenarioRequest;
import dev.berth.evaluation.virtual.WorldView;
import dev.berth.evaluation.virtual.WorldWatch;

/** Two watches of one world, the first told first. */
record BothWatch(WorldWatch first, WorldWatch second) implements WorldWatch {
    @Override
    public void trafficBegins(long now, WorldView world) {
        first.trafficBegins(now, world);
        second.trafficBegins(now, world);
    }

    @Override
    public void arrived(long now, ScenarioRequest request) {
        first.arrived(now, request);
        second.arrived(now, request);
    }

    @Override
    public void sent(long now, String router, ScenarioRequest request, String pod, String engineName, int tries) {
        first.sent(now, router, request, pod, engineName, tries);
        second.sent(now, router, request, pod, engineName, tries);
    }

    @Override
    public void notFound(long now, String router, ScenarioRequest request, String pod, String engineName) {
        first.notFound(now, router, request, pod, engineName);
        second.notFound(now, router, request, pod, engineName);
    }

    @Override
    public void ended(long now, ScenarioRequest request, Outcome outcome, int tries) {
        first.ended(now, request, outcome, tries);
        second.ended(now, request, outcome, tries);
    }

    @Override
    public void registered(long now, PodIncarnation pod, String engineName, WorldView world) {
        first.registered(now, pod, engineName, world);
        second.registered(now, pod, engineName, world);
    }

    @Override
    public void unregistered(long now, PodIncarnation pod, String engineName, WorldView world) {
        first.unregistered(now, pod, engineName, world);
        second.unregistered(now, pod, engineName, world);
    }

    @Override
    public void podUp(long now, PodIncarnation pod) {
        first.podUp(now, pod);
        second.podUp(now, pod);
    }

    @Override
    public void podDown(long now, PodIncarnation pod) {
        first.podDown(now, pod);
        second.podDown(now, pod);
    }

    @Override
    public void written(long now, String document, Version version) {
        first.written(now, document, version);
        second.written(now, document, version);
    }

    @Override
    public void planned(long now, PlacementPlan plan) {
        first.planned(now, plan);
        second.planned(now, plan);
    }

    @Override
    public void applied(long now, String router, RoutingTable table) {
        first.applied(now, router, table);
        second.applied(now, router, table);
    }

    @Override
    public void faultBegins(long now, ScenarioFault fault) {
        first.faultBegins(now, fault);
        second.faultBegins(now, fault);
    }

    @Override
    public void faultEnds(long now, ScenarioFault fault) {
        first.faultEnds(now, fault);
        second.faultEnds(now, fault);
    }

    @Override
    public void note(long now, String words) {
        first.note(now, words);
        second.note(now, words);
    }
}
