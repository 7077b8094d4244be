package dev.berth.router.pick;

import dev.berth.domain.fleet.PodIncarnation;
import dev.berth.domain.placement.Tier;
import dev.berth.domain.routing.RoutingTable.Route;
import dev.berth.domain.routing.RoutingTable.TablePod;

/** Pods as a test needs them. */
record Candidates(
        String pod,
        String deployment,
        int maxLoras,
        double weight,
        int podInFlight,
        int modelInFlight,
        int modelRunning,
        int activeAdapters,
        double podLoad)
        implements LiveLoad {

    static Candidates pod(String name) {
        return new Candidates(name, "default/sim", 8, 0.5, 0, 0, 0, 0, 0);
    }

    Candidates with(int requests) {
        return new Candidates(
                pod, deployment, maxLoras, weight, requests, modelInFlight, modelRunning, activeAdapters, podLoad);
    }

    Candidates weighing(double newWeight) {
        return new Candidates(
                pod,
                deployment,
                maxLoras,
                newWeight,
                podInFlight,
                modelInFlight,
                modelRunning,
                activeAdapters,
                podLoad);
    }

    /** The model has so many requests there, of which some are being answered. */
    Candidates ofModel(int requests, int running) {
        return new Candidates(
                pod, deployment, maxLoras, weight, podInFlight, requests, running, activeAdapters, podLoad);
    }

    Candidates slots(int active, int of) {
        return new Candidates(pod, deployment, of, weight, podInFlight, modelInFlight, modelRunning, active, podLoad);
    }

    Candidates loaded(double load) {
        return new Candidates(
                pod, deployment, maxLoras, weight, podInFlight, modelInFlight, modelRunning, activeAdapters, load);
    }

    Candidates of(String newDeployment) {
        return new Candidates(
                pod,
                newDeployment,
                maxLoras,
                weight,
                podInFlight,
                modelInFlight,
                modelRunning,
                activeAdapters,
                podLoad);
    }

    Candidate candidate() {
        PodIncarnation id = new PodIncarnation(pod, "1");
        return Candidate.of(
                new TablePod(id, deployment, "http://127.0.0.1:1", "", maxLoras),
                new Route(id, "m", Tier.HOT, weight),
                this);
    }
}
