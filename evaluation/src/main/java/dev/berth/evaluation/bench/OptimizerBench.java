package dev.berth.evaluation.bench;

import com.sun.management.ThreadMXBean;
import dev.berth.domain.config.ConfigText;
import dev.berth.domain.fleet.PodState;
import dev.berth.domain.placement.PlacementPlan;
import dev.berth.domain.placement.PlanChange;
import dev.berth.optimizer.certify.BoundSolver;
import dev.berth.optimizer.certify.Certificate;
import dev.berth.optimizer.certify.ChurnBound;
import dev.berth.optimizer.certify.ChurnObjective;
import dev.berth.optimizer.instances.Instance;
import dev.berth.optimizer.instances.InstanceGenerator;
import dev.berth.optimizer.instances.InstanceShape;
import dev.berth.optimizer.plan.Decision;
import dev.berth.optimizer.plan.PlanMaker;
import dev.berth.optimizer.plan.PublishTerms;
import dev.berth.optimizer.policy.PlacementPolicy;
import dev.berth.optimizer.policy.PlacementStart;
import dev.berth.optimizer.policy.Placements;
import dev.berth.optimizer.policy.RememberedPlacements;
import dev.berth.optimizer.policy.SearchBudget;
import dev.berth.optimizer.problem.ModelLoad;
import dev.berth.optimizer.problem.PlacementProblem;
import dev.berth.optimizer.problem.PlanningTerms;
import dev.berth.optimizer.problem.ProblemReader;
import dev.berth.optimizer.problem.Units;
import dev.berth.optimizer.score.Occupancy;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The optimizer on generated instances, one after the other on one thread. Every adapter counts as always active (slots
 * strict), and a load need not repay itself: what is left to be minimised once no pod is overloaded is {@link ChurnObjective}.
 */
public final class OptimizerBench {
    /** Loads pay for themselves however little overload they remove, so that the fewest loads without overload are sought. */
    static final PlanningTerms TERMS = ConfigText.read(
            "the benchmark's terms",
            "slots: strict\nrepaySeconds: 1000000\nspare:\n  copies: 0",
            PlanningTerms.DEFAULTS);

    private static final long STALE_MILLIS = PublishTerms.DEFAULTS.staleMillis();
    private static final InstanceShape WARM_UP = new InstanceShape(200, 20, 14, 0.69, 1, 0.1, 99);
    /** A chain of re-solves is as much work as many single ones. */
    private static final int SEEDS_A_CHAIN = 10;

    private static final double MIB = 1024.0 * 1024;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Options options;
    private final BoundSolver solver;

    /**
     * @param options what to run
     * @param solver of the relaxation; null for closed-form bounds
     */
    public OptimizerBench(Options options, BoundSolver solver) {
        this.options = options;
        this.solver = solver;
    }

    /**
     * What to run.
     *
     * @param seeds of each instance, from 1
     * @param turns of a chain of re-solves
     * @param budget of the search
     * @param solverSeconds after which a bound is what is proven so far
     */
    public record Options(List<OptimizerCase> cases, int seeds, int turns, SearchBudget budget, double solverSeconds) {
        public Options {
            cases = List.copyOf(cases);
            if (seeds < 1 || turns < 1 || !(solverSeconds > 0)) {
                throw new IllegalArgumentException(
                        "a benchmark has at least one seed and turn, and time for its bounds");
            }
        }
    }

    /** @param progress told what is being done */
    public OptimizerReport run(Consumer<String> progress) {
        progress.accept("warming up");
        solve(WARM_UP);
        List<OptimizerReport.Solves> solves = new ArrayList<>();
        List<OptimizerReport.Events> events = new ArrayList<>();
        List<OptimizerReport.Resolves> resolves = new ArrayList<>();
        for (OptimizerCase one : options.cases()) {
            switch (one.kind()) {
                case SOLVE -> solves.add(solves(one, progress));
                case EVENT -> events.add(events(one, progress));
                case RESOLVE -> resolves.add(resolves(one, progress));
            }
        }
        return new OptimizerReport(solver != null, solves, events, resolves, peakHeap());
    }

    private static double peakHeap() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                        .filter(pool -> pool.getType() == MemoryType.HEAP)
                        .map(MemoryPoolMXBean::getPeakUsage)
                        .mapToLong(java.lang.management.MemoryUsage::getUsed)
                        .sum()
                / MIB;
    }

    private OptimizerReport.Solves solves(OptimizerCase one, Consumer<String> progress) {
        List<OptimizerReport.Solve> seeds = new ArrayList<>();
        for (int seed = 1; seed <= options.seeds(); seed++) {
            progress.accept(one.name() + ": seed " + seed + " of " + options.seeds());
            seeds.add(solve(one.shape().withSeed(seed)));
        }
        InstanceShape s = one.shape();
        String instance = "%d x %d, %d slots, load %s, drift %s"
                .formatted(s.adapters(), s.pods(), s.slots(), s.load(), s.drift());
        return new OptimizerReport.Solves(one.name(), instance, one.goal(), seeds);
    }

    private OptimizerReport.Solve solve(InstanceShape shape) {
        PlacementProblem problem =
                ProblemReader.read(InstanceGenerator.of(shape).inputs(), TERMS, STALE_MILLIS);
        PlacementPolicy policy = Placements.named(Placements.PLANNER, options.budget());
        long wall = System.nanoTime();
        long cpu = threads.getCurrentThreadCpuTime();
        PlacementPolicy.Result result = policy.place(problem, shape.seed());
        cpu = threads.getCurrentThreadCpuTime() - cpu;
        wall = System.nanoTime() - wall;
        Occupancy found = result.placement().occupancy();
        ChurnObjective objective = ChurnObjective.of(found);
        ChurnBound closed = ChurnBound.of(found, problem);
        Certificate certificate = solver == null
                ? new Certificate(objective.value(), closed.objective(), Certificate.Source.CLOSED_FORM)
                : Certificate.of(found, problem, solver, options.solverSeconds());
        return new OptimizerReport.Solve(
                shape.seed(),
                objective.loads(),
                objective.unloads(),
                objective.rankWaste(),
                beyondTarget(found),
                unserved(found),
                objective.value(),
                certificate.bound(),
                certificate.source(),
                certificate.gap(),
                closed.objective(),
                closed.loads(),
                cpu / 1e9,
                wall / 1e9,
                result.steps());
    }

    private static double beyondTarget(Occupancy found) {
        return found.problem().seats().stream()
                .mapToDouble(s -> Units.pods(Math.max(0, found.load(s) - s.overloadAbove())))
                .sum();
    }

    private static double unserved(Occupancy found) {
        return found.problem().models().stream()
                .mapToDouble(m -> unserved(found, m))
                .sum();
    }

    private static double unserved(Occupancy found, ModelLoad m) {
        return Units.pods(m.facts().load()) * found.unserved(m) / m.quanta();
    }

    private record Planned(
            Decision decision,
            PlacementPlan plan,
            RememberedPlacements.Placed placed,
            double seconds,
            double cpuSeconds) {}

    private Planned plan(Instance instance, SearchBudget budget, long seed) {
        RememberedPlacements policy = new RememberedPlacements(Placements.named(Placements.PLANNER, budget));
        PlanMaker maker = new PlanMaker(policy, TERMS, PublishTerms.DEFAULTS, System::nanoTime);
        long start = System.nanoTime();
        long cpu = threads.getCurrentThreadCpuTime();
        Decision decision = maker.decide(
                instance.inputs(),
                new PlanMaker.Trigger("benchmark", true),
                seed,
                instance.fleet().madeAtMillis());
        double cpuSeconds = (threads.getCurrentThreadCpuTime() - cpu) / 1e9;
        double seconds = (System.nanoTime() - start) / 1e9;
        PlacementPlan plan = decision instanceof Decision.Publish publish ? publish.draft() : instance.plan();
        return new Planned(decision, plan, policy.last(), seconds, cpuSeconds);
    }

    private OptimizerReport.Events events(OptimizerCase one, Consumer<String> progress) {
        List<OptimizerReport.Event> events = new ArrayList<>();
        for (int seed = 1; seed <= options.seeds(); seed++) {
            progress.accept(one.name() + ": seed " + seed + " of " + options.seeds());
            InstanceGenerator generator = new InstanceGenerator(one.shape().withSeed(seed));
            Instance steady = generator.generate();
            steady = steady.applied(plan(steady, options.budget(), seed).plan());
            events.add(event("hot-set shift", seed, steady.withDemand(generator.flashed())));
            String heaviest = heaviestPod(steady);
            events.add(
                    event("pod lost", seed, steady.onlyPods(p -> !p.id().pod().equals(heaviest))));
            String zone = steady.fleet().pods().get(0).zone();
            events.add(event(
                    "zone lost", seed, steady.onlyPods((PodState p) -> !p.zone().equals(zone))));
        }
        return new OptimizerReport.Events(one.name(), one.goal(), events);
    }

    private static String heaviestPod(Instance instance) {
        Map<String, Integer> replicas = new TreeMap<>();
        instance.plan()
                .assignments()
                .values()
                .forEach(on -> on.forEach(a -> replicas.merge(a.pod().pod(), 1, Integer::sum)));
        return replicas.entrySet().stream()
                .max(Map.Entry.<String, Integer>comparingByValue().thenComparing(Map.Entry::getKey))
                .map(Map.Entry::getKey)
                .orElseThrow();
    }

    private OptimizerReport.Event event(String what, long seed, Instance instance) {
        PlacementProblem problem = ProblemReader.read(instance.inputs(), TERMS, STALE_MILLIS);
        Occupancy before = PlacementStart.asItIs(problem, Map.of()).occupancy();
        Planned planned = plan(instance, SearchBudget.FIRST_ANSWER, seed);
        Occupancy after = planned.placed().placement().occupancy();
        return new OptimizerReport.Event(
                what,
                seed,
                planned.seconds(),
                planned.cpuSeconds(),
                planned.decision() instanceof Decision.Publish,
                beyondTarget(before),
                beyondTarget(after),
                unserved(before),
                unserved(after),
                byClass(after));
    }

    private static String byClass(Occupancy after) {
        Map<String, Double> all = new TreeMap<>();
        Map<String, Double> out = new TreeMap<>();
        for (ModelLoad model : after.problem().models()) {
            all.merge(model.facts().sloClass(), Units.pods(model.facts().load()), Double::sum);
            out.merge(model.facts().sloClass(), unserved(after, model), Double::sum);
        }
        StringBuilder text = new StringBuilder();
        all.keySet().stream()
                .sorted(Comparator.naturalOrder())
                .filter(name -> out.get(name) > 0)
                .forEach(name -> text.append(String.format(
                        java.util.Locale.ROOT, "%s %.1f %% ", name, 100 * out.get(name) / all.get(name))));
        return text.toString().strip();
    }

    private OptimizerReport.Resolves resolves(OptimizerCase one, Consumer<String> progress) {
        List<OptimizerReport.Resolve> turns = new ArrayList<>();
        int flaps = 0;
        for (int seed = 1; seed <= Math.max(1, options.seeds() / SEEDS_A_CHAIN); seed++) {
            InstanceGenerator generator = new InstanceGenerator(one.shape().withSeed(seed));
            Instance now = generator.generate();
            Set<String> left = new HashSet<>();
            for (int turn = 1; turn <= options.turns(); turn++) {
                progress.accept(one.name() + ": seed " + seed + ", turn " + turn + " of " + options.turns());
                Planned planned = plan(now, options.budget(), seed);
                turns.add(turn(seed, turn, planned));
                flaps += flaps(planned, left);
                now = now.applied(planned.plan()).withDemand(generator.drifted());
            }
        }
        return new OptimizerReport.Resolves(one.name(), one.goal(), turns, flaps);
    }

    /**
     * How many adapters come back to a pod that they have left in the same chain.
     *
     * @param left pairs that have ended so far; those of this turn are added
     */
    private static int flaps(Planned planned, Set<String> left) {
        if (!(planned.decision() instanceof Decision.Publish)) {
            return 0;
        }
        int flaps = 0;
        for (PlanChange change : planned.plan().changes()) {
            String pair = change.kind() == PlanChange.Kind.LOAD || change.kind() == PlanChange.Kind.UNLOAD
                    ? change.model() + " " + change.pod()
                    : "";
            flaps += change.kind() == PlanChange.Kind.LOAD && left.remove(pair) ? 1 : 0;
            if (change.kind() == PlanChange.Kind.UNLOAD) {
                left.add(pair);
            }
        }
        return flaps;
    }

    /** A plan that stays needs no loads, and has none. */
    private OptimizerReport.Resolve turn(long seed, int turn, Planned planned) {
        boolean published = planned.decision() instanceof Decision.Publish;
        Certificate loads = published ? loads(planned.placed()) : new Certificate(0, 0, Certificate.Source.CLOSED_FORM);
        int assignments = planned.plan().assignments().values().stream()
                .mapToInt(List::size)
                .sum();
        return new OptimizerReport.Resolve(
                seed,
                turn,
                published,
                Math.round(loads.found()),
                loads.bound(),
                loads.source(),
                loads.found() / assignments,
                planned.cpuSeconds(),
                planned.seconds());
    }

    private Certificate loads(RememberedPlacements.Placed placed) {
        Occupancy found = placed.placement().occupancy();
        return solver == null
                ? new Certificate(
                        ChurnObjective.of(found).loads(),
                        ChurnBound.of(found, placed.asked()).loads(),
                        Certificate.Source.CLOSED_FORM)
                : Certificate.ofLoads(found, placed.asked(), solver, options.solverSeconds());
    }
}
