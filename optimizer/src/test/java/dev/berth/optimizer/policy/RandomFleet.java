package dev.berth.optimizer.policy;

import dev.berth.domain.Version;
import dev.berth.domain.demand.AdapterDemand;
import dev.berth.domain.fleet.AdapterSpec;
import dev.berth.domain.fleet.Catalog;
import dev.berth.domain.fleet.Control;
import dev.berth.domain.fleet.DeploymentSpec;
import dev.berth.domain.fleet.Fleet;
import dev.berth.domain.fleet.Ledger;
import dev.berth.domain.fleet.LedgerEntry;
import dev.berth.domain.fleet.PairState;
import dev.berth.domain.fleet.PodIncarnation;
import dev.berth.domain.fleet.PodState;
import dev.berth.domain.fleet.Readiness;
import dev.berth.domain.profile.LatencyProfile;
import dev.berth.domain.slo.SloClass;
import dev.berth.domain.slo.SloTarget;
import dev.berth.optimizer.Story;
import dev.berth.optimizer.problem.PlacementProblem;
import dev.berth.optimizer.problem.PlanInputs;
import dev.berth.optimizer.problem.PlanningTerms;
import dev.berth.optimizer.problem.ProblemReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A fleet drawn by seed: two base models, one of them on two deployments of unlike pods and ranks; adapters of all ranks with
 * minima and maxima, some silent, some too heavy for a pod; pins, loads under way, failed loads, pods gone.
 */
final class RandomFleet {
    private static final List<DeploymentSpec> DEPLOYMENTS = List.of(
            new DeploymentSpec("default/large", "llama", "GPU", 1, 4, 12, 64, 1, 9),
            new DeploymentSpec("default/small", "llama", "GPU", 0.5, 3, 6, 16, 1, 9),
            new DeploymentSpec("default/other", "qwen", "GPU", 1, 4, 8, 64, 1, 9));
    private static final Map<String, LatencyProfile> PROFILES = Map.of(
            "default/large", Story.profile("default/large", "llama", 20),
            "default/small", Story.profile("default/small", "llama", 8),
            "default/other", Story.profile("default/other", "qwen", 10));

    private final List<AdapterSpec> adapters = new ArrayList<>();
    private final List<PodState> pods = new ArrayList<>();
    private final Map<String, AdapterDemand> demand = new TreeMap<>();
    private final List<LedgerEntry> ledger = new ArrayList<>();
    private final List<Control.Pin> pins = new ArrayList<>();

    RandomFleet(long seed) {
        Random random = new Random(seed);
        int podCount = 2 + random.nextInt(9);
        for (int i = 1; i <= podCount; i++) {
            pods.add(new PodState(
                    new PodIncarnation("pod-" + i, "1"),
                    DEPLOYMENTS.get(random.nextInt(3)).name(),
                    "http://127.0.0.1:1",
                    "zone-" + random.nextInt(3),
                    random.nextInt(8) == 0 ? Readiness.UNREACHABLE : Readiness.READY,
                    0,
                    List.of()));
        }
        int adapterCount = 1 + random.nextInt(40);
        for (int i = 1; i <= adapterCount; i++) {
            String name = "adapter-" + i;
            String base = random.nextInt(3) == 0 ? "qwen" : "llama";
            int min = 1 + random.nextInt(2);
            int max = random.nextInt(4) == 0 ? min + 1 : 0;
            adapters.add(new AdapterSpec(
                    name, base, "/" + name, "", name, 8 << random.nextInt(4), 1, "standard", min, max, 0, ""));
            if (random.nextInt(4) != 0) {
                double rate = Math.exp(4 * random.nextDouble() - 2) * (random.nextInt(10) == 0 ? 5 : 1);
                demand.put(name, Story.demand(name, rate, Story.NOW));
            }
            if (random.nextInt(8) == 0) {
                drawTrouble(name, random);
            }
        }
        if (random.nextBoolean()) {
            demand.put("llama", Story.demand("llama", 3, Story.NOW));
        }
    }

    private void drawTrouble(String adapter, Random random) {
        PodIncarnation pod = pods.get(random.nextInt(pods.size())).id();
        switch (random.nextInt(3)) {
            case 0 -> pins.add(new Control.Pin(adapter, pod.pod()));
            case 1 -> ledger.add(new LedgerEntry(adapter, adapter, pod, PairState.LOADING, 0, 0, "", 0, 0, false));
            default ->
                ledger.add(new LedgerEntry(
                        adapter, adapter, pod, PairState.FAILED, 1, Story.NOW + 60_000, "failed", 0, 0, false));
        }
    }

    /** The documents, every list turned round if so told. */
    PlanInputs inputs(boolean turned) {
        List<AdapterSpec> specs = new ArrayList<>(adapters);
        List<PodState> states = new ArrayList<>(pods);
        List<LedgerEntry> entries = new ArrayList<>(ledger);
        List<DeploymentSpec> deployments = new ArrayList<>(DEPLOYMENTS);
        if (turned) {
            List.of(specs, states, entries, deployments).forEach(Collections::reverse);
        }
        return new PlanInputs(
                new Catalog(
                        new Version(1, 1),
                        0,
                        specs,
                        List.of(new SloClass("standard", new SloTarget(2, 0.1, 0), 2)),
                        deployments),
                new Fleet(new Version(1, 1), Story.NOW, 1, states),
                new Ledger(new Version(1, 1), Story.NOW, entries),
                new Control(Version.NONE, 0, false, "", 0, 0, pins),
                demand,
                PROFILES,
                null,
                Story.NOW);
    }

    static PlacementProblem problem(PlanInputs in) {
        return ProblemReader.read(in, PlanningTerms.DEFAULTS, 180_000);
    }
}
