package dev.berth.optimizer.instances;

import dev.berth.domain.Version;
import dev.berth.domain.demand.AdapterDemand;
import dev.berth.domain.demand.LengthCell;
import dev.berth.domain.engine.EngineLimits;
import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.engine.LoadTime;
import dev.berth.domain.engine.StepTime;
import dev.berth.domain.fleet.AdapterSpec;
import dev.berth.domain.fleet.Catalog;
import dev.berth.domain.fleet.DeploymentSpec;
import dev.berth.domain.fleet.Fleet;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Makes instances whose difficulty is known: every request is alike, a standard pod serves {@value #REQUESTS_PER_POD} of them a
 * second, and every fourth pod, of a deployment of its own, 1.8 times as many. Five ranks, one load time for all, three zones,
 * Zipf popularity. The plan in force was good for the demand before the drift; then some adapters exchanged their popularity,
 * and every rate moved by up to a tenth.
 */
public final class InstanceGenerator {
    /** When the documents of an instance say that they were made. */
    public static final long MADE_AT_MILLIS = 1_700_000_000_000L;

    static final double REQUESTS_PER_POD = 10;
    static final double LARGE = 1.8;
    static final double TARGET_LOAD = 0.8;
    static final List<Integer> RANKS = List.of(8, 16, 32, 64, 128);

    /** Half of the adapters are interactive, three in twenty are batch. */
    static final List<SloClass> CLASSES = List.of(
            new SloClass("interactive", new SloTarget(0.5, 0.05, 0), 4),
            new SloClass("standard", new SloTarget(2, 0.1, 0), 2),
            new SloClass("batch", new SloTarget(0, 0, 30), 1));

    private static final String BASE_MODEL = "bench-base";
    private static final String STANDARD_PODS = "bench/standard";
    private static final String LARGE_PODS = "bench/large";
    private static final int LARGE_EVERY = 4;
    private static final int ZONES = 3;
    private static final double JITTER = 0.1;
    private static final int HOST_ROOM_PER_SLOT = 4;
    private static final LengthCell LENGTHS = new LengthCell(7, 10, 1);
    private static final double E2E_SECONDS = 4;
    private static final long WINDOW_MILLIS = 60_000;
    private static final Version VERSION = Version.firstOf(MADE_AT_MILLIS);

    private final InstanceShape shape;
    private final SplittableRandom random;
    private final Popularity popularity;
    private final int[] ranks;
    private final SloClass[] classes;

    public InstanceGenerator(InstanceShape shape) {
        this.shape = shape;
        this.random = new SplittableRandom(shape.seed());
        this.popularity = new Popularity(shape.adapters(), shape.zipf(), random);
        this.ranks =
                random.ints(shape.adapters(), 0, RANKS.size()).map(RANKS::get).toArray();
        this.classes = random.doubles(shape.adapters())
                .mapToObj(d -> CLASSES.get(d < 0.5 ? 0 : d < 0.85 ? 1 : 2))
                .toArray(SloClass[]::new);
    }

    public static Instance of(InstanceShape shape) {
        return new InstanceGenerator(shape).generate();
    }

    /** The fleet with the plan for the demand so far, and demand after the drift. */
    public Instance generate() {
        PlacementPlan plan = plan();
        popularity.drift(shape.drift(), random);
        return new Instance(fleet(), catalog(), demand(), List.of(profile(false), profile(true)), plan).applied(plan);
    }

    /** Demand after one more drift. */
    public List<AdapterDemand> drifted() {
        popularity.drift(shape.drift(), random);
        return demand();
    }

    /** Demand after a cold adapter became the hottest one. */
    public List<AdapterDemand> flashed() {
        popularity.flash(random);
        return demand();
    }

    private double capacity(int pod) {
        return large(pod) ? LARGE : 1;
    }

    private static boolean large(int pod) {
        return pod % LARGE_EVERY == LARGE_EVERY - 1;
    }

    private double totalLoad() {
        double capacity = 0;
        for (int pod = 0; pod < shape.pods(); pod++) {
            capacity += capacity(pod);
        }
        return capacity * shape.load();
    }

    private static String name(String kind, int index) {
        return String.format(java.util.Locale.ROOT, "%s-%05d", kind, index);
    }

    private static PodIncarnation podId(int pod) {
        return new PodIncarnation(name("pod", pod), "1");
    }

    private PlacementPlan plan() {
        double[] load =
                Arrays.stream(popularity.shares()).map(s -> s * totalLoad()).toArray();
        double[] target = new double[shape.pods()];
        Arrays.setAll(target, pod -> TARGET_LOAD * capacity(pod));
        double[][] placed = WrapAround.place(load, target, shape.slots());
        Map<String, List<Assignment>> assignments = new TreeMap<>();
        for (int adapter = 0; adapter < shape.adapters(); adapter++) {
            List<Assignment> on = new ArrayList<>();
            for (int pod = 0; pod < shape.pods(); pod++) {
                if (placed[adapter][pod] > 0) {
                    on.add(new Assignment(podId(pod), Tier.HOT, placed[adapter][pod] / load[adapter]));
                }
            }
            assignments.put(name("adapter", adapter), normalised(on));
        }
        return new PlacementPlan(
                VERSION,
                MADE_AT_MILLIS,
                new PlacementPlan.Inputs(VERSION, VERSION, 1, MADE_AT_MILLIS, Map.of()),
                assignments,
                Map.of(STANDARD_PODS, standardPods(), LARGE_PODS, shape.pods() - standardPods()),
                List.of(),
                List.of(),
                List.of(),
                new PlacementPlan.Outlook(1, shape.pods(), TARGET_LOAD),
                new PlacementPlan.Outlook(1, shape.pods(), TARGET_LOAD),
                0,
                0,
                new PlacementPlan.SolverRun("generated", shape.seed(), 0, 0));
    }

    /** Rounding may not leave the sum of the weights above 1. */
    private static List<Assignment> normalised(List<Assignment> on) {
        double sum = on.stream().mapToDouble(Assignment::weight).sum();
        return on.stream()
                .map(a -> new Assignment(a.pod(), a.tier(), Math.min(1, a.weight() / sum)))
                .toList();
    }

    private int standardPods() {
        return shape.pods() - shape.pods() / LARGE_EVERY;
    }

    private Fleet fleet() {
        List<PodState> pods = new ArrayList<>();
        for (int pod = 0; pod < shape.pods(); pod++) {
            pods.add(new PodState(
                    podId(pod),
                    large(pod) ? LARGE_PODS : STANDARD_PODS,
                    "http://127.0.0.1:" + (10_000 + pod),
                    "zone-" + pod % ZONES,
                    Readiness.READY,
                    MADE_AT_MILLIS,
                    List.of()));
        }
        return new Fleet(VERSION, MADE_AT_MILLIS, 1, pods);
    }

    private Catalog catalog() {
        List<AdapterSpec> adapters = new ArrayList<>();
        for (int i = 0; i < shape.adapters(); i++) {
            String name = name("adapter", i);
            adapters.add(new AdapterSpec(
                    name,
                    BASE_MODEL,
                    "/adapters/" + name,
                    "",
                    name,
                    ranks[i],
                    ranks[i] * 5_242_880L,
                    classes[i].name(),
                    1,
                    0,
                    0,
                    ""));
        }
        return new Catalog(
                VERSION,
                MADE_AT_MILLIS,
                adapters,
                CLASSES,
                List.of(deployment(LARGE_PODS, LARGE), deployment(STANDARD_PODS, 1)));
    }

    private DeploymentSpec deployment(String name, double price) {
        return new DeploymentSpec(
                name,
                BASE_MODEL,
                "BENCH",
                price,
                shape.slots(),
                shape.slots() * HOST_ROOM_PER_SLOT,
                RANKS.get(RANKS.size() - 1),
                0,
                shape.pods());
    }

    private List<AdapterDemand> demand() {
        double[] shares = popularity.shares();
        List<AdapterDemand> demand = new ArrayList<>();
        for (int i = 0; i < shape.adapters(); i++) {
            double jitter = 1 - JITTER + 2 * JITTER * random.nextDouble();
            demand.add(demand(name("adapter", i), shares[i] * totalLoad() * jitter * REQUESTS_PER_POD));
        }
        return demand;
    }

    private static AdapterDemand demand(String adapter, double rate) {
        long arrivals = Math.max(1, Math.round(rate * WINDOW_MILLIS / 1000));
        return new AdapterDemand(
                new Version(MADE_AT_MILLIS, arrivals),
                MADE_AT_MILLIS,
                adapter,
                MADE_AT_MILLIS,
                WINDOW_MILLIS,
                arrivals,
                rate,
                rate,
                arrivals,
                List.of(new LengthCell(LENGTHS.outputLog2(), LENGTHS.promptLog2(), arrivals)),
                arrivals * LENGTHS.promptTokens(),
                0,
                arrivals * LENGTHS.outputTokens(),
                E2E_SECONDS,
                0.2,
                rate * E2E_SECONDS,
                1,
                new Attainment(arrivals, arrivals),
                0,
                1);
    }

    private LatencyProfile profile(boolean large) {
        double rate = REQUESTS_PER_POD * (large ? LARGE : 1);
        Grid grid = new Grid(List.of((int) LENGTHS.outputTokens()), List.of((int) LENGTHS.promptTokens()));
        return new LatencyProfile(
                VERSION,
                MADE_AT_MILLIS,
                large ? LARGE_PODS : STANDARD_PODS,
                BASE_MODEL,
                "BENCH",
                large ? LARGE : 1,
                grid,
                matrix(rate),
                matrix(E2E_SECONDS),
                matrix(0.2),
                matrix(0.03),
                new SloTarget(2, 0.1, 0),
                engine(),
                0,
                0,
                List.of(List.of(false)),
                MADE_AT_MILLIS / 1000.0);
    }

    private static Matrix matrix(double value) {
        return new Matrix(List.of(List.of(value)));
    }

    /** Only its load time is read by the planner: one for all ranks, so that the fewest loads are the cheapest ones. */
    private EngineSpec engine() {
        return new EngineSpec(
                "bench",
                "BENCH",
                BASE_MODEL,
                1,
                new StepTime(10, 0.05, 0.03, 0, 0.078, 0.0006),
                new EngineLimits(
                        256,
                        2048,
                        1_000_000,
                        16,
                        32_768,
                        shape.slots(),
                        shape.slots() * HOST_ROOM_PER_SLOT,
                        RANKS.get(RANKS.size() - 1)),
                List.of(new LoadTime(16, 6, 263, 68)),
                4,
                60,
                List.of("made up for instances"));
    }
}
