package dev.berth.evaluation.virtual;

import dev.berth.domain.Version;
import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.fleet.AdapterSpec;
import dev.berth.domain.fleet.DeploymentSpec;
import dev.berth.domain.fleet.PodIncarnation;
import dev.berth.domain.placement.PlacementPlan;
import dev.berth.domain.profile.LatencyProfile;
import dev.berth.domain.profile.Matrix;
import dev.berth.domain.profile.ProfileFromEngine;
import dev.berth.domain.slo.SloClass;
import dev.berth.domain.slo.SloTarget;
import dev.berth.evaluation.outcome.PlanTally;
import dev.berth.evaluation.outcome.RunResult;
import dev.berth.evaluation.scenario.Scenario;
import dev.berth.evaluation.scenario.ScenarioRequest;
import dev.berth.optimizer.loop.OptimizerConfig;
import dev.berth.optimizer.plan.ScaleTerms;
import dev.berth.optimizer.policy.PlacementPolicy;
import dev.berth.optimizer.policy.PolicyTraits.Foresight;
import dev.berth.optimizer.policy.scale.PodScalers;
import dev.berth.router.pick.Policy;
import dev.berth.store.InMemoryBlackboard;
import dev.berth.store.Keys;
import dev.berth.streaming.demand.DemandConfig;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A scenario under an arm, in virtual time: virtual pods around the simulator's engine, the product's router, demand windows,
 * optimizer and actuator, and a store in memory, all moved by one queue of events. No clock, no thread; chance only where it is
 * seeded, so equal arguments give equal results.
 */
public final class VirtualWorld {
    /** A placement that asks for nothing: whoever brings a plan along needs none. */
    private static final String NOBODY = "even-dispatch";

    private final Scenario scenario;
    private final Arm arm;
    private final WorldConfig config;
    private final long seed;
    private final WorldWatch watch;
    private final EventQueue queue = new EventQueue();
    private final WorldTime time = new WorldTime();
    private final InMemoryBlackboard blackboard = new InMemoryBlackboard(Runnable::run);
    private final PlacementPolicy placement;
    private final Policy picking;
    private final boolean everywhere;
    private final VirtualFleet fleet;
    private final DeclaredFleet declared;
    private final VirtualDemand demand;
    private final ExchangeLog log;
    private final PodCalls pods;
    private final PlanTally plans = new PlanTally();
    private final WorldRecord record;
    private final SplittableRandom chance;
    private final List<VirtualRouter> routers = new ArrayList<>();
    private final List<VirtualActuator> actuators = new ArrayList<>();
    /** Null unless a plan is given, and then there is no optimizer. */
    private PlacementPlan fixedPlan;

    private VirtualOptimizer optimizer;
    private Iterator<ScenarioRequest> requests;
    private boolean traffic;
    private boolean allArrived;
    private long drainedBy = Long.MAX_VALUE;

    /** Equal arguments give equal results, to the byte in JSON. Safe to be called from several threads at once. */
    public static RunResult run(Scenario scenario, Arm arm, WorldConfig config, long seed) {
        return run(scenario, arm, config, seed, WorldWatch.NOTHING);
    }

    /** The same, watched. */
    public static RunResult run(Scenario scenario, Arm arm, WorldConfig config, long seed, WorldWatch watch) {
        return new VirtualWorld(scenario, arm, config, seed, watch).run();
    }

    /**
     * The same with a plan that stays in force, and nobody who makes another. What it says of a pod holds for the pod of that
     * name.
     */
    public static RunResult run(Scenario scenario, PlacementPlan plan, String picking, WorldConfig config, long seed) {
        Arm arm = new Arm(NOBODY, picking, Scalers.FIXED);
        VirtualWorld world = new VirtualWorld(scenario, arm, config, seed, WorldWatch.NOTHING);
        world.fixedPlan = plan;
        return world.run();
    }

    private VirtualWorld(Scenario scenario, Arm arm, WorldConfig config, long seed, WorldWatch watch) {
        this.scenario = scenario;
        this.arm = arm;
        this.config = config;
        this.seed = seed;
        this.watch = watch;
        this.chance = new SplittableRandom(seed);
        this.placement = Algorithms.placement(arm.placement(), config.delays());
        this.picking = Algorithms.picking(arm.picking());
        this.everywhere = Algorithms.isBeyondHostMemory(placement);
        this.fleet = new VirtualFleet(queue, scenario, watch);
        Scalers.check(arm.placement(), arm.scaler());
        boolean planned = isScaledByPlan();
        this.declared = new DeclaredFleet(queue, fleet, blackboard, scenario.catalog(), everywhere, planned);
        this.demand = new VirtualDemand(queue, blackboard, models(), DemandConfig.DEFAULTS, config, watch);
        this.log = new ExchangeLog(queue, scenario, demand, config);
        this.pods = new PodCalls(queue, fleet, declared, scenario.catalog(), config, new View(), watch);
        this.record = new WorldRecord(queue, time, fleet, routers, log, plans, scenario, config);
    }

    private RunResult run() {
        startFleet();
        startControlPlane();
        while (!isReadyForTraffic()) {
            queue.next();
        }
        beginTraffic();
        while (!isOver()) {
            queue.next();
        }
        routers.forEach(VirtualRouter::giveUp);
        return record.result(arm, seed);
    }

    // ---- the beginning ---------------------------------------------------------------------------------------------

    private void startFleet() {
        blackboard.onChange(this::changed);
        for (DeploymentSpec deployment : scenario.deployments()) {
            blackboard.write(Keys.PROFILE_OFFLINE, deployment.name(), profile(deployment));
        }
        for (VirtualPod pod : fleet.pods()) {
            pod.start(1);
        }
        if (everywhere) {
            // As servers that were given every adapter on their command line.
            queue.after(2, () -> fleet.pods().forEach(this::preload));
            fleet.preparing(this::preload);
        }
    }

    private void preload(VirtualPod pod) {
        for (AdapterSpec adapter : scenario.catalog().adapters()) {
            boolean fits = adapter.baseModel().equals(pod.deployment().baseModel())
                    && adapter.rank() <= pod.engine().limits().maxLoraRank();
            if (fits && pod.isUp()) {
                pod.life().preload(adapter.name(), adapter.loraPath(), adapter.rank());
            }
        }
    }

    private void startControlPlane() {
        demand.start();
        for (int i = 1; i <= config.routing().routers(); i++) {
            startRouter("router-" + i);
        }
        startActuator();
        startOptimizer();
    }

    private void startRouter(String name) {
        VirtualRouter router =
                new VirtualRouter(queue, name, blackboard, fleet, picking, config, chance.split(), log, watch);
        routers.add(router);
        router.start();
    }

    private void startActuator() {
        VirtualActuator actuator = new VirtualActuator(queue, time, blackboard, declared, pods, config, plans, watch);
        actuators.add(actuator);
        actuator.start();
    }

    private void startOptimizer() {
        if (fixedPlan != null) {
            blackboard.write(Keys.PLAN, fixedPlan.withVersion(Version.firstOf(queue.millis())));
            return;
        }
        OptimizerConfig seeded = OptimizerConfig.DEFAULTS.withSeed(seed).withScale(scaleTerms());
        optimizer = new VirtualOptimizer(queue, blackboard, placement, seeded, config, time, plans, watch);
        optimizer.start();
    }

    /** The number of pods that a scenario begins with is for its first request, whoever scales: not before it. */
    private ScaleTerms scaleTerms() {
        ScaleTerms terms = ScaleTerms.DEFAULTS.withMode(isScaledByPlan() && traffic ? ScaleTerms.PLAN : ScaleTerms.OFF);
        return terms.withFill(Scalers.number(arm.scaler(), terms.fill()));
    }

    private boolean isScaledByPlan() {
        boolean mayScale =
                scenario.deployments().stream().anyMatch(deployment -> deployment.minPods() < deployment.maxPods());
        return mayScale && Scalers.kind(arm.scaler()).equals(Scalers.PLAN);
    }

    /** The profile that a user would publish: for the strictest class, since a pod serves all of them in one batch. */
    private LatencyProfile profile(DeploymentSpec deployment) {
        EngineSpec engine = scenario.engine(deployment.name());
        int adapters =
                Math.min(deployment.maxLoras(), scenario.catalog().adapters().size());
        LatencyProfile right = ProfileFromEngine.of(
                Version.firstOf(queue.millis()),
                queue.millis(),
                deployment.name(),
                deployment.baseModel(),
                engine,
                strictest(),
                adapters);
        return told(right, config.errors().capacity());
    }

    /** With rates that may be wrong; the fitted engine, which the router predicts by, stays right. */
    private static LatencyProfile told(LatencyProfile profile, double factor) {
        if (factor == 1) {
            return profile;
        }
        Matrix rates = new Matrix(profile.tputs().rows().stream()
                .map(row -> row.stream().map(rate -> factor * rate).toList())
                .toList());
        return new LatencyProfile(
                profile.version(),
                profile.madeAtMillis(),
                profile.deployment(),
                profile.baseModel(),
                profile.gpu(),
                profile.cost(),
                profile.indexes(),
                rates,
                profile.e2e(),
                profile.ttft(),
                profile.tpot(),
                profile.slos(),
                profile.engine(),
                profile.relativeError(),
                profile.samples(),
                profile.measured(),
                profile.createdSeconds());
    }

    private SloTarget strictest() {
        double ttft = 0;
        double tpot = 0;
        for (SloClass slo : scenario.catalog().sloClasses()) {
            ttft = stricter(ttft, slo.target().ttftSeconds());
            tpot = stricter(tpot, slo.target().tpotSeconds());
        }
        return ttft == 0 && tpot == 0 ? SloClass.STANDARD.target() : new SloTarget(ttft, tpot, 0);
    }

    private static double stricter(double a, double b) {
        return a == 0 ? b : b == 0 ? a : Math.min(a, b);
    }

    private List<String> models() {
        List<String> models = new ArrayList<>();
        scenario.catalog().adapters().forEach(adapter -> models.add(adapter.name()));
        return models;
    }

    private void changed(String key) {
        routers.forEach(router -> {
            if (key.equals(Keys.ROUTING.name())) {
                router.hint();
            }
        });
        actuators.forEach(actuator -> actuator.hint(key));
        if (optimizer != null) {
            optimizer.hint(key);
        }
        if (watch != WorldWatch.NOTHING) {
            Version version = blackboard.versions().get(key);
            if (version != null) {
                watch.written(queue.now(), key, version);
            }
        }
    }

    // ---- traffic ---------------------------------------------------------------------------------------------------

    private boolean isReadyForTraffic() {
        VirtualActuator actuator = actuators.get(0);
        boolean settled = actuator.settled()
                && actuator.hasPlan()
                && fleet.pods().stream()
                        .allMatch(pod -> pod.isUp() && pod.life().isIdle())
                && routers.stream().allMatch(router -> !router.table().models().isEmpty());
        return settled || queue.now() >= config.settleSeconds() * EventQueue.SECOND;
    }

    private void beginTraffic() {
        time.trafficBegins(queue.now());
        demand.trafficBegins();
        if (placement.traits().demand() == Foresight.COMING) {
            demand.foretell(scenario, seed);
        }
        log.trafficBegins();
        record.trafficBegins();
        startScaler();
        traffic = true;
        if (optimizer != null && isScaledByPlan()) {
            optimizer.stop();
            startOptimizer();
        }
        watch.trafficBegins(queue.now(), new View());
        new FaultPlayer(queue, fleet, blackboard, new ControlPlane(), watch).schedule(scenario.faults(), queue.now());
        requests = scenario.requests(seed);
        nextArrival();
    }

    private void startScaler() {
        if (Scalers.isRival(arm.scaler())) {
            VirtualScaler scaler =
                    new VirtualScaler(queue, declared, scenario.deployments(), PodScalers.named(arm.scaler()));
            log.tellLatencies(scaler::served);
            scaler.start();
        }
    }

    private void nextArrival() {
        if (!requests.hasNext()) {
            allArrived = true;
            drainedBy = queue.now() + config.drainSeconds() * EventQueue.SECOND;
            return;
        }
        ScenarioRequest request = requests.next();
        queue.at(time.beganNanos() + request.arrivalNanos(), () -> {
            watch.arrived(queue.now(), request);
            routers.get((int) (request.id() % routers.size())).arrive(request);
            nextArrival();
        });
    }

    /** All have arrived, the scenario's time is over, and nothing is on its way any more. */
    private boolean isOver() {
        if (!allArrived) {
            return false;
        }
        boolean late = queue.now() >= drainedBy;
        boolean timeIsOver = queue.now() >= time.beganNanos() + scenario.durationNanos();
        return late || (timeIsOver && routers.stream().allMatch(router -> router.active() == 0));
    }

    // ---- faults ----------------------------------------------------------------------------------------------------

    private final class ControlPlane implements FaultPlayer.Processes {
        @Override
        public void crashActuator() {
            actuators.forEach(VirtualActuator::stop);
            actuators.clear();
        }

        @Override
        public void startActuator() {
            VirtualWorld.this.startActuator();
        }

        @Override
        public void crashOptimizer() {
            optimizer.stop();
        }

        @Override
        public void startOptimizer() {
            VirtualWorld.this.startOptimizer();
        }

        @Override
        public void restartRouters() {
            List<String> names = routers.stream().map(VirtualRouter::name).toList();
            List<VirtualRouter> old = new ArrayList<>(routers);
            routers.clear();
            old.forEach(VirtualRouter::stop);
            names.forEach(VirtualWorld.this::startRouter);
        }
    }

    private final class View implements WorldView {
        @Override
        public List<PodIncarnation> podsUp() {
            return fleet.up();
        }

        @Override
        public List<PodIncarnation> holders(String engineName) {
            return fleet.holders(engineName);
        }

        @Override
        public int registered(PodIncarnation pod) {
            VirtualPod at = fleet.pod(pod.pod());
            return at != null && at.isUp() && at.life().id().equals(pod)
                    ? at.life().listed()
                    : 0;
        }

        @Override
        public int inFlight(String model) {
            return log.inFlight(model);
        }
    }
}
