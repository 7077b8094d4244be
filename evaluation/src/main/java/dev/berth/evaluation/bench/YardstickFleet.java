package dev.berth.evaluation.bench;

import dev.berth.domain.Version;
import dev.berth.domain.demand.AdapterDemand;
import dev.berth.domain.demand.LengthCell;
import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.fleet.AdapterSpec;
import dev.berth.domain.fleet.Catalog;
import dev.berth.domain.fleet.DeploymentSpec;
import dev.berth.domain.fleet.Fleet;
import dev.berth.domain.fleet.PodIncarnation;
import dev.berth.domain.fleet.PodState;
import dev.berth.domain.fleet.Readiness;
import dev.berth.domain.json.Json;
import dev.berth.domain.placement.Assignment;
import dev.berth.domain.placement.PlacementPlan;
import dev.berth.domain.placement.Tier;
import dev.berth.domain.profile.LatencyProfile;
import dev.berth.domain.profile.ProfileFromEngine;
import dev.berth.domain.routing.RoutingTable;
import dev.berth.domain.routing.RoutingTable.ModelRoutes;
import dev.berth.domain.routing.RoutingTable.Route;
import dev.berth.domain.routing.RoutingTable.TablePod;
import dev.berth.domain.slo.Attainment;
import dev.berth.domain.slo.SloClass;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The two pods and the adapters that the yardstick asks for, by Zipf's law: as a routing table, and as the documents that an
 * optimizer plans on.
 */
record YardstickFleet(int adapters, int slots) {
    static final List<String> PODS = List.of("pod-1", "pod-2");
    private static final String DEPLOYMENT = "bench/pods";
    private static final String BASE_MODEL = "bench-base";
    private static final long MADE_AT_MILLIS = 1_700_000_000_000L;
    private static final Version VERSION = Version.firstOf(MADE_AT_MILLIS);
    private static final double REQUESTS_PER_SECOND = 2;
    private static final double E2E_SECONDS = 4;
    private static final int HOST_PLACES_PER_SLOT = 4;
    private static final long WINDOW_MILLIS = 60_000;
    /** Prompts of 256 to 511 tokens, answers of 64 to 127. */
    private static final LengthCell LENGTHS = new LengthCell(6, 8, 1);

    /** As the load generator calls them, the most popular one first. */
    static String model(int adapter) {
        return String.format(Locale.ROOT, "lora-%02d", adapter);
    }

    private static PodIncarnation id(String pod) {
        return new PodIncarnation(pod, "1");
    }

    /** Every adapter on both pods. */
    RoutingTable everywhere(List<Integer> ports) {
        Map<String, List<Route>> routes = new TreeMap<>();
        for (int adapter = 0; adapter < adapters; adapter++) {
            String model = model(adapter);
            routes.put(
                    model,
                    PODS.stream()
                            .map(pod -> new Route(id(pod), model, Tier.HOT, 1.0 / PODS.size()))
                            .toList());
        }
        return table(ports, Version.NONE, routes);
    }

    /**
     * As a plan has it, all of it carried out.
     *
     * @throws IllegalArgumentException if an adapter that is asked for has no pod in it
     */
    RoutingTable planned(List<Integer> ports, PlacementPlan plan) {
        Map<String, List<Route>> routes = new TreeMap<>();
        for (int adapter = 0; adapter < adapters; adapter++) {
            String model = model(adapter);
            List<Assignment> on = plan.assignments().getOrDefault(model, List.of());
            if (on.isEmpty()) {
                throw new IllegalArgumentException("the plan has no pod for " + model);
            }
            routes.put(
                    model,
                    on.stream()
                            .map(a -> new Route(id(a.pod().pod()), model, a.tier(), a.weight()))
                            .toList());
        }
        return table(ports, plan.version(), routes);
    }

    private RoutingTable table(List<Integer> ports, Version plan, Map<String, List<Route>> routes) {
        List<TablePod> pods = new ArrayList<>();
        for (int pod = 0; pod < PODS.size(); pod++) {
            pods.add(new TablePod(id(PODS.get(pod)), DEPLOYMENT, "http://127.0.0.1:" + ports.get(pod), "a", slots));
        }
        Map<String, ModelRoutes> models = new TreeMap<>();
        routes.forEach((model, on) -> models.put(
                model,
                new ModelRoutes(model, true, BASE_MODEL, SloClass.STANDARD.name(), SloClass.STANDARD.target(), on)));
        return new RoutingTable(VERSION, MADE_AT_MILLIS, plan, pods, models);
    }

    /** Writes what {@code ./berth optimize --from} reads. */
    void writeDocuments(Path directory, EngineSpec engine) throws IOException {
        Files.createDirectories(directory);
        write(directory.resolve("fleet.json"), fleet());
        write(directory.resolve("catalog.json"), catalog(engine));
        write(directory.resolve("demand.json"), demand());
        write(directory.resolve("profiles.json"), List.of(profile(engine)));
    }

    private static void write(Path file, Object document) throws IOException {
        Files.writeString(file, Json.writePretty(document), StandardCharsets.UTF_8);
    }

    private Fleet fleet() {
        List<PodState> pods = PODS.stream()
                .map(pod -> new PodState(
                        id(pod), DEPLOYMENT, "http://127.0.0.1:1", "a", Readiness.READY, MADE_AT_MILLIS, List.of()))
                .toList();
        return new Fleet(VERSION, MADE_AT_MILLIS, 1, pods);
    }

    private Catalog catalog(EngineSpec engine) {
        List<AdapterSpec> specs = new ArrayList<>();
        for (int adapter = 0; adapter < adapters; adapter++) {
            String model = model(adapter);
            specs.add(new AdapterSpec(
                    model,
                    BASE_MODEL,
                    "/adapters/" + model,
                    "",
                    model,
                    16,
                    16 * 5_242_880L,
                    SloClass.STANDARD.name(),
                    1,
                    0,
                    0,
                    ""));
        }
        DeploymentSpec pods = new DeploymentSpec(
                DEPLOYMENT,
                BASE_MODEL,
                engine.gpu(),
                engine.pricePerHour(),
                slots,
                HOST_PLACES_PER_SLOT * slots,
                64,
                PODS.size(),
                PODS.size());
        return new Catalog(VERSION, MADE_AT_MILLIS, specs, List.of(SloClass.STANDARD), List.of(pods));
    }

    private LatencyProfile profile(EngineSpec engine) {
        return ProfileFromEngine.of(
                VERSION, MADE_AT_MILLIS, DEPLOYMENT, BASE_MODEL, engine, SloClass.STANDARD.target(), slots);
    }

    private List<AdapterDemand> demand() {
        double all = 0;
        for (int adapter = 0; adapter < adapters; adapter++) {
            all += 1.0 / (1 + adapter);
        }
        List<AdapterDemand> demand = new ArrayList<>();
        for (int adapter = 0; adapter < adapters; adapter++) {
            demand.add(of(model(adapter), REQUESTS_PER_SECOND / (1 + adapter) / all));
        }
        return demand;
    }

    private static AdapterDemand of(String model, double rate) {
        long requests = Math.max(1, Math.round(rate * WINDOW_MILLIS / 1e3));
        return new AdapterDemand(
                VERSION,
                MADE_AT_MILLIS,
                model,
                MADE_AT_MILLIS,
                WINDOW_MILLIS,
                requests,
                rate,
                rate,
                requests,
                List.of(new LengthCell(LENGTHS.outputLog2(), LENGTHS.promptLog2(), requests)),
                384 * requests,
                0,
                96 * requests,
                E2E_SECONDS,
                0.2,
                rate * E2E_SECONDS,
                1,
                new Attainment(requests, requests),
                0,
                1);
    }
}
