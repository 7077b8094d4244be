package dev.berth.evaluation.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.domain.config.ConfigException;
import dev.berth.domain.engine.EngineLimits;
import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.fleet.Catalog;
import dev.berth.domain.fleet.DeploymentSpec;
import dev.berth.domain.fleet.Fleet;
import dev.berth.domain.fleet.PodState;
import dev.berth.domain.fleet.Readiness;
import dev.berth.domain.json.Json;
import dev.berth.domain.json.UnreadableJsonException;
import dev.berth.domain.profile.LatencyProfile;
import dev.berth.simulator.trace.Trace;
import dev.berth.simulator.trace.TraceFiles;
import dev.berth.simulator.trace.TraceRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A scenario of what a fleet is, by its documents, and of what it was asked, by its log of requests. Every pod is the engine of
 * its deployment's profile; what can't be told of is left out, and noted.
 */
public final class RecordedScenario {
    private final Path folder;
    private final List<String> notes = new ArrayList<>();

    private RecordedScenario(Path folder) {
        this.folder = folder;
    }

    /**
     * @param folder with {@code catalog.json}, {@code fleet.json} and {@code profiles.json}
     * @param requests Berth's log of requests
     * @throws ConfigException with one sentence
     */
    public static Scenario read(Path folder, Path requests) {
        return new RecordedScenario(folder).scenario(requests);
    }

    private Scenario scenario(Path requests) {
        Catalog catalog = read("catalog.json", Catalog.class);
        Fleet fleet = read("fleet.json", Fleet.class);
        Map<String, EngineSpec> engines = engines(catalog);
        List<ScenarioPod> pods = pods(fleet, engines);
        List<DeploymentSpec> deployments = new ArrayList<>();
        for (DeploymentSpec deployment : catalog.deployments()) {
            int count = (int) pods.stream()
                    .filter(pod -> pod.deployment().equals(deployment.name()))
                    .count();
            if (count > 0) {
                deployments.add(FleetShape.fixed(deployment, count));
            }
        }
        if (deployments.isEmpty()) {
            throw new ConfigException(
                    folder + ": no pod of a deployment with a profile is ready; nothing can be replayed");
        }
        Map<String, EngineSpec> used = new TreeMap<>();
        deployments.forEach(deployment -> used.put(deployment.name(), engines.get(deployment.name())));
        Catalog known = new Catalog(
                catalog.version(), catalog.madeAtMillis(), catalog.adapters(), catalog.sloClasses(), deployments);
        Trace trace = TraceFiles.read(requests);
        List<ScenarioRequest> asked = asked(trace, known);
        double seconds = Math.max(1, Math.ceil(trace.durationSeconds()));
        return new Scenario(
                requests.getFileName().toString(),
                "",
                known,
                used,
                pods.stream().map(ScenarioPod::zone).distinct().sorted().toList(),
                pods,
                Math.round(seconds * 1e9) + 1,
                Traffic.of(asked),
                List.of(),
                notes);
    }

    private Map<String, EngineSpec> engines(Catalog catalog) {
        Map<String, LatencyProfile> profiles = profiles();
        Map<String, EngineSpec> engines = new HashMap<>();
        for (DeploymentSpec deployment : catalog.deployments()) {
            LatencyProfile profile = profiles.get(deployment.name());
            if (profile == null || profile.engine() == null) {
                notes.add("deployment " + deployment.name() + " is left out: profiles.json has no engine for it");
                continue;
            }
            EngineLimits limits = profile.engine().limits();
            engines.put(
                    deployment.name(),
                    profile.engine()
                            .withLimits(new EngineLimits(
                                    limits.maxNumSeqs(),
                                    limits.maxBatchedTokens(),
                                    limits.kvTokens(),
                                    limits.blockTokens(),
                                    limits.maxModelLen(),
                                    deployment.maxLoras(),
                                    deployment.maxCpuLoras(),
                                    deployment.maxLoraRank())));
        }
        return engines;
    }

    private List<ScenarioPod> pods(Fleet fleet, Map<String, EngineSpec> engines) {
        List<ScenarioPod> pods = new ArrayList<>();
        for (PodState pod : fleet.pods()) {
            boolean serves = pod.readiness() == Readiness.READY || pod.readiness() == Readiness.STABILISING;
            if (serves && engines.containsKey(pod.deployment())) {
                pods.add(new ScenarioPod(pod.id().pod(), pod.deployment(), pod.zone()));
            } else {
                notes.add("pod " + pod.id().pod() + " of " + pod.deployment() + " is left out: "
                        + (serves ? "no engine" : pod.readiness().name()));
            }
        }
        return pods;
    }

    private List<ScenarioRequest> asked(Trace trace, Catalog catalog) {
        Set<String> models = new HashSet<>();
        catalog.adapters().forEach(adapter -> models.add(adapter.name()));
        catalog.deployments().forEach(deployment -> models.add(deployment.baseModel()));
        List<ScenarioRequest> asked = new ArrayList<>();
        int strangers = 0;
        for (TraceRequest request : trace.requests()) {
            if (request.model().isEmpty()) {
                throw new ConfigException(
                        trace.source() + ": its requests name no model; a replay needs a log of Berth's requests");
            }
            if (models.contains(request.model())) {
                asked.add(ScenarioRequest.of(
                        asked.size(),
                        Math.round(request.atSeconds() * 1e9),
                        request.model(),
                        request.promptTokens(),
                        request.outputTokens()));
            } else {
                strangers++;
            }
        }
        if (strangers > 0) {
            notes.add(strangers + " of " + trace.requests().size()
                    + " requests are left out: the catalog does not know their model");
        }
        return asked;
    }

    private Map<String, LatencyProfile> profiles() {
        Map<String, LatencyProfile> profiles = new HashMap<>();
        for (JsonNode node : read("profiles.json", JsonNode.class)) {
            try {
                LatencyProfile profile = Json.read(node.toString(), LatencyProfile.class);
                profiles.put(profile.deployment(), profile);
            } catch (UnreadableJsonException e) {
                throw new ConfigException(folder.resolve("profiles.json") + ": " + e.getMessage());
            }
        }
        return profiles;
    }

    private <D> D read(String name, Class<D> type) {
        return document(folder.resolve(name), type);
    }

    /**
     * A document in a file.
     *
     * @throws ConfigException with one sentence
     */
    public static <D> D document(Path file, Class<D> type) {
        try {
            return Json.read(Files.readString(file), type);
        } catch (UnreadableJsonException e) {
            throw new ConfigException(file + ": " + e.getMessage());
        } catch (IOException e) {
            throw new ConfigException(file + ": can't be read: "
                    + (e instanceof java.nio.file.NoSuchFileException ? "no such file" : e.getMessage()));
        }
    }
}
