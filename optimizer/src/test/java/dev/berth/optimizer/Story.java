package dev.berth.optimizer;

import dev.berth.domain.Version;
import dev.berth.domain.demand.AdapterDemand;
import dev.berth.domain.demand.LengthCell;
import dev.berth.domain.engine.EngineLimits;
import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.engine.LoadTime;
import dev.berth.domain.engine.StepTime;
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
import dev.berth.domain.placement.Assignment;
import dev.berth.domain.placement.PlacementPlan;
import dev.berth.domain.placement.Tier;
import dev.berth.domain.profile.Grid;
import dev.berth.domain.profile.LatencyProfile;
import dev.berth.domain.profile.Matrix;
import dev.berth.domain.slo.Attainment;
import dev.berth.domain.slo.SloClass;
import dev.berth.domain.slo.SloTarget;
import dev.berth.optimizer.problem.PlanInputs;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A fleet told in a few words. One deployment, {@code default/sim}, of llama pods; each pod serves ten requests per second
 * of any length, so that an adapter asked for {@code r} times a second is a load of {@code r / 10} pods.
 */
public final class Story {
    public static final String BASE = "llama";
    public static final String DEPLOYMENT = "default/sim";
    public static final long NOW = 1_000_000;
    public static final double RATE_OF_POD = 10;

    private final Map<String, AdapterSpec> adapters = new LinkedHashMap<>();
    private final Map<String, PodState> pods = new LinkedHashMap<>();
    private final Map<String, AdapterDemand> demand = new TreeMap<>();
    private final List<LedgerEntry> ledger = new ArrayList<>();
    private final List<Control.Pin> pins = new ArrayList<>();
    private int maxLoras = 8;
    private int maxCpuLoras = 32;
    private int minPods = 1;
    private int maxPods = 12;
    private int maxMoves;
    private long generation = 1;
    private long catalogCounter = 1;
    private long now = NOW;
    private PlacementPlan current;

    public static Story of(int podCount) {
        Story story = new Story();
        for (int i = 1; i <= podCount; i++) {
            story.pod("pod-" + i, i % 2 == 1 ? "a" : "b");
        }
        return story;
    }

    /** Tells the story at another time than {@link #NOW}; say it before any demand. */
    public Story at(long millis) {
        now = millis;
        return this;
    }

    public Story pod(String name, String zone, String... registered) {
        pods.put(name, pod(name, "1", zone, Readiness.READY, List.of(registered)));
        generation++;
        return this;
    }

    public Story registered(String pod, String... names) {
        PodState had = pods.get(pod);
        pods.put(pod, pod(pod, had.id().incarnation(), had.zone(), had.readiness(), List.of(names)));
        return this;
    }

    public Story lost(String pod) {
        PodState had = pods.get(pod);
        pods.put(pod, pod(pod, had.id().incarnation(), had.zone(), Readiness.UNREACHABLE, List.of()));
        generation++;
        return this;
    }

    /** It was taken away for good. */
    public Story gone(String pod) {
        pods.remove(pod);
        generation++;
        return this;
    }

    public Story restarted(String pod, String incarnation) {
        pods.put(pod, pod(pod, incarnation, pods.get(pod).zone(), Readiness.READY, List.of()));
        generation++;
        return this;
    }

    private static PodState pod(
            String name, String incarnation, String zone, Readiness readiness, List<String> registered) {
        return new PodState(
                new PodIncarnation(name, incarnation),
                DEPLOYMENT,
                "http://127.0.0.1:1",
                zone,
                readiness,
                0,
                registered);
    }

    public Story slots(int loras, int cpuLoras) {
        maxLoras = loras;
        maxCpuLoras = cpuLoras;
        return this;
    }

    public Story minPods(int least) {
        minPods = least;
        return this;
    }

    public Story maxPods(int most) {
        maxPods = most;
        return this;
    }

    public Story adapter(String name) {
        return adapter(name, 16, "standard", 1, 0, 0);
    }

    public Story adapter(String name, int rank, String sloClass, int minReplicas, int maxReplicas, int priority) {
        return adapter(name, BASE, rank, sloClass, minReplicas, maxReplicas, priority);
    }

    public Story adapter(
            String name, String base, int rank, String sloClass, int minReplicas, int maxReplicas, int priority) {
        AdapterSpec spec = new AdapterSpec(
                name, base, "/adapters/" + name, "", name, rank, 1, sloClass, minReplicas, maxReplicas, priority, "");
        adapters.put(name, spec);
        catalogCounter++;
        return this;
    }

    /** Requests per second of a model, in a window that has just ended. */
    public Story asked(String model, double rate) {
        demand.put(model, demand(model, rate, now));
        return this;
    }

    public static AdapterDemand demand(String model, double rate, long windowEnd) {
        return new AdapterDemand(
                new Version(windowEnd, 1),
                windowEnd,
                model,
                windowEnd,
                60_000,
                Math.round(rate * 60),
                rate,
                rate,
                Math.round(rate * 60),
                rate > 0 ? List.of(new LengthCell(7, 9, Math.round(Math.ceil(rate * 60)))) : List.of(),
                0,
                0,
                0,
                1,
                0.1,
                rate,
                1,
                Attainment.EMPTY,
                0,
                1);
    }

    public Story failed(String adapter, String pod, long retryAfterMillis, String reason) {
        ledger.add(new LedgerEntry(
                adapter, adapter, pods.get(pod).id(), PairState.FAILED, 1, retryAfterMillis, reason, 0, 0, false));
        return this;
    }

    public Story loading(String adapter, String pod) {
        ledger.add(new LedgerEntry(adapter, adapter, pods.get(pod).id(), PairState.LOADING, 0, 0, "", 0, 0, false));
        return this;
    }

    /** The ledger says since when it is there. */
    public Story running(String adapter, String pod, long sinceMillis) {
        ledger.add(new LedgerEntry(
                adapter, adapter, pods.get(pod).id(), PairState.RUNNING, 0, 0, "", 0.1, sinceMillis, false));
        return this;
    }

    public Story pinned(String adapter, String pod) {
        pins.add(new Control.Pin(adapter, pod));
        return this;
    }

    public Story inForce(PlacementPlan plan) {
        current = plan;
        return this;
    }

    /** A plan in force that has the adapter on these pods, at even weights; of all adapters told so. */
    public Story placed(String adapter, String... on) {
        Map<String, List<Assignment>> assignments = new TreeMap<>(current == null ? Map.of() : current.assignments());
        assignments.put(
                adapter,
                Stream.of(on)
                        .map(pod -> new Assignment(podId(pod), Tier.HOT, 1.0 / on.length))
                        .toList());
        PlacementPlan.Outlook outlook = new PlacementPlan.Outlook(1, 0, 0);
        return inForce(new PlacementPlan(
                new Version(1, 1),
                now,
                new PlacementPlan.Inputs(new Version(1, 1), new Version(1, 1), generation, now, Map.of()),
                assignments,
                Map.of(),
                List.of(),
                List.of(),
                List.of(),
                outlook,
                outlook,
                0,
                0,
                new PlacementPlan.SolverRun("told", 1, 0, 0)));
    }

    /** Time goes on; the demand that was asked for is measured anew. */
    public Story later(long millis) {
        now += millis;
        Map<String, AdapterDemand> old = new TreeMap<>(demand);
        old.forEach((model, d) -> demand.put(model, demand(model, d.arrivalsPerSecond(), now)));
        return this;
    }

    public Catalog catalog() {
        return new Catalog(
                new Version(1, catalogCounter),
                0,
                List.copyOf(adapters.values()),
                List.of(
                        new SloClass("interactive", new SloTarget(1, 0.08, 0), 4),
                        new SloClass("standard", new SloTarget(2, 0.1, 0), 2),
                        new SloClass("batch", new SloTarget(0, 0, 30), 1)),
                List.of(new DeploymentSpec(
                        DEPLOYMENT, BASE, "GPU", 0.15, maxLoras, maxCpuLoras, 64, minPods, maxPods)));
    }

    public Fleet fleet() {
        return new Fleet(new Version(1, generation), now, generation, List.copyOf(pods.values()));
    }

    public Ledger ledger() {
        return new Ledger(new Version(1, 1), now, ledger);
    }

    /** Loads and unloads that a plan may ask for. */
    public Story mostMoves(int most) {
        maxMoves = most;
        return this;
    }

    public Control control() {
        return new Control(Version.NONE, 0, false, "", maxMoves, 0, pins);
    }

    public Map<String, AdapterDemand> demand() {
        return demand;
    }

    public PlanInputs inputs() {
        return new PlanInputs(
                catalog(), fleet(), ledger(), control(), demand, Map.of(DEPLOYMENT, profile()), current, now);
    }

    /** The same documents with every list turned round. */
    public PlanInputs shuffledInputs() {
        List<AdapterSpec> specs = new ArrayList<>(adapters.values());
        List<PodState> states = new ArrayList<>(pods.values());
        java.util.Collections.reverse(specs);
        java.util.Collections.reverse(states);
        Catalog straight = catalog();
        return new PlanInputs(
                new Catalog(
                        straight.version(),
                        straight.madeAtMillis(),
                        specs,
                        straight.sloClasses(),
                        straight.deployments()),
                new Fleet(fleet().version(), now, generation, states),
                ledger(),
                control(),
                demand,
                Map.of(DEPLOYMENT, profile()),
                current,
                now);
    }

    public static LatencyProfile profile() {
        return profile(DEPLOYMENT, BASE, RATE_OF_POD);
    }

    public static LatencyProfile profile(String deployment, String base, double rate) {
        Grid grid = Grid.STANDARD;
        Matrix rates = filled(grid, rate);
        Matrix seconds = filled(grid, 2);
        return new LatencyProfile(
                new Version(1, 1),
                0,
                deployment,
                base,
                "GPU",
                0.15,
                grid,
                rates,
                seconds,
                filled(grid, 0.2),
                filled(grid, 0.02),
                new SloTarget(2, 0.1, 0),
                engine(),
                0,
                0,
                java.util.Collections.nCopies(
                        grid.outputTokens().size(),
                        java.util.Collections.nCopies(grid.promptTokens().size(), false)),
                0);
    }

    /** An adapter takes 100 ms to load, whatever its rank. */
    private static EngineSpec engine() {
        return new EngineSpec(
                "test",
                "GPU",
                BASE,
                0.15,
                new StepTime(10, 0.1, 0.1, 0, 0, 0),
                new EngineLimits(256, 8192, 300_000, 16, 32_768, 8, 32, 64),
                List.of(new LoadTime(8, 5, 95, 50), new LoadTime(64, 5, 95, 50)),
                4,
                0,
                List.of());
    }

    private static Matrix filled(Grid grid, double value) {
        return new Matrix(java.util.Collections.nCopies(
                grid.outputTokens().size(),
                java.util.Collections.nCopies(grid.promptTokens().size(), value)));
    }

    public PodIncarnation podId(String name) {
        return pods.get(name).id();
    }
}
