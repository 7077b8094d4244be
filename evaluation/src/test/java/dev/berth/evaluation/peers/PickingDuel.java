package dev.berth.evaluation.peers;

import dev.berth.domain.Version;
import dev.berth.domain.engine.EngineLimits;
import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.engine.LoadTime;
import dev.berth.domain.engine.StepTime;
import dev.berth.domain.fleet.PodIncarnation;
import dev.berth.domain.placement.Tier;
import dev.berth.domain.profile.LatencyProfile;
import dev.berth.domain.profile.ProfileFromEngine;
import dev.berth.domain.routing.RoutingTable;
import dev.berth.domain.routing.RoutingTable.ModelRoutes;
import dev.berth.domain.routing.RoutingTable.Route;
import dev.berth.domain.routing.RoutingTable.TablePod;
import dev.berth.domain.slo.Outcome;
import dev.berth.domain.slo.SloJudge;
import dev.berth.domain.slo.SloTarget;
import dev.berth.router.pick.Policy;
import dev.berth.router.pick.PrefixBlocks;
import dev.berth.router.table.Claim;
import dev.berth.router.table.LiveCounts;
import dev.berth.router.table.ModelView;
import dev.berth.router.table.PickTurn;
import dev.berth.router.table.TableHolder;
import dev.berth.simulator.engine.Engine;
import dev.berth.simulator.engine.EngineRequest;
import dev.berth.simulator.engine.EventKind;
import dev.berth.simulator.engine.PrefixHashes;
import dev.berth.simulator.engine.StepResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * A few simulated engines behind the router's tables, every adapter on every pod, without a control plane: only the picks
 * differ. Poisson arrivals, adapters by Zipf, log-normal lengths, three SLO classes; all the same for each policy.
 */
final class PickingDuel {
    private static final int ADAPTERS = 32;
    private static final EngineSpec ENGINE = new EngineSpec(
            "h100-like",
            "GPU",
            "llama",
            1,
            new StepTime(10.5, 0.044, 0.029, 0, 0.078, 0.0006),
            new EngineLimits(256, 2_048, 250_000, 16, 32_768, 8, 32, 64),
            List.of(new LoadTime(16, 6.5, 260, 70)),
            4,
            1,
            List.of());
    private static final List<SloTarget> CLASSES =
            List.of(new SloTarget(0.5, 0.05, 0), new SloTarget(2, 0.1, 0), new SloTarget(0, 0, 30));

    /** What came of it. */
    record Score(double attainment, double p99TtftSeconds) {}

    private record Arrival(long id, long nanos, int adapter, int prompt, int output) {}

    /** The end of a pod's step: whose first token it was, and who ended with it. */
    private record StepEnd(long nanos, long order, int pod, List<Long> first, List<Long> finished) {}

    private final Engine[] engines;
    private final int[][] ids;
    private final boolean[] busy;
    private final TableHolder tables = new TableHolder(new LiveCounts(() -> {}), () -> {});
    private final PriorityQueue<StepEnd> ends =
            new PriorityQueue<>(Comparator.comparingLong(StepEnd::nanos).thenComparingLong(StepEnd::order));
    private final Map<Long, Arrival> inFlight = new HashMap<>();
    private final Map<Long, Claim> claims = new HashMap<>();
    private final Map<Long, Long> firstTokens = new HashMap<>();
    private final List<Double> ttfts = new ArrayList<>();
    private long met;
    private long order;

    private PickingDuel(int pods) {
        engines = new Engine[pods];
        ids = new int[pods][ADAPTERS];
        busy = new boolean[pods];
        List<TablePod> list = new ArrayList<>();
        List<Route> routes = new ArrayList<>();
        for (int p = 0; p < pods; p++) {
            PodIncarnation id = new PodIncarnation(Integer.toString(p), "1");
            list.add(new TablePod(id, "default/h100", "http://127.0.0.1:" + (9_000 + p), "a", 8));
            routes.add(new Route(id, "m", Tier.HOT, 1.0 / pods));
            engines[p] = new Engine(ENGINE, false);
            for (int a = 0; a < ADAPTERS; a++) {
                ids[p][a] = engines[p].registerAdapter("a" + a, 16);
            }
            preload(engines[p]);
        }
        Map<String, ModelRoutes> models = new TreeMap<>();
        for (int a = 0; a < ADAPTERS; a++) {
            models.put("a" + a, new ModelRoutes("a" + a, true, "llama", "c", target(a), routes));
        }
        tables.apply(new RoutingTable(new Version(1, 1), 0, Version.NONE, list, models));
    }

    private static void preload(Engine engine) {
        StepResult step = engine.step(0);
        while (!step.idle()) {
            step = engine.step(0);
        }
    }

    private static SloTarget target(int adapter) {
        int draw = adapter * 7 % 20;
        return CLASSES.get(draw < 10 ? 0 : draw < 17 ? 1 : 2);
    }

    static Score of(String policy, int pods, double perSecond, int requests, long seed) {
        return new PickingDuel(pods).run(Pickings.named(policy), arrivals(perSecond, requests, seed));
    }

    private static List<Arrival> arrivals(double perSecond, int requests, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] upTo = new double[ADAPTERS];
        for (int a = 0; a < ADAPTERS; a++) {
            upTo[a] = (a == 0 ? 0 : upTo[a - 1]) + 1.0 / (a + 1);
        }
        List<Arrival> arrivals = new ArrayList<>();
        double at = 0;
        for (int i = 0; i < requests; i++) {
            at += random.nextExponential() / perSecond;
            double draw = random.nextDouble() * upTo[ADAPTERS - 1];
            int adapter = 0;
            while (upTo[adapter] < draw) {
                adapter++;
            }
            int prompt = logNormal(6.8, 0.75, 8_000, random);
            arrivals.add(new Arrival(i, (long) (at * 1e9), adapter, prompt, logNormal(5, 0.85, 1_000, random)));
        }
        return arrivals;
    }

    private static int logNormal(double mu, double sigma, int most, RandomGenerator random) {
        return (int) Math.max(2, Math.min(most, Math.exp(mu + sigma * random.nextGaussian())));
    }

    private Score run(Policy policy, List<Arrival> arrivals) {
        LatencyProfile profile =
                ProfileFromEngine.of(Version.firstOf(1), 0, "default/h100", "llama", ENGINE, CLASSES.get(0), 6);
        PickTurn turn = new PickTurn(deployment -> profile, new SplittableRandom(1));
        for (Arrival arrival : arrivals) {
            while (!ends.isEmpty() && ends.peek().nanos() <= arrival.nanos()) {
                stepEnds(ends.poll());
            }
            send(arrival, turn, policy);
        }
        while (!ends.isEmpty()) {
            stepEnds(ends.poll());
        }
        ttfts.sort(null);
        return new Score((double) met / arrivals.size(), ttfts.get(ttfts.size() * 99 / 100));
    }

    private void send(Arrival arrival, PickTurn turn, Policy policy) {
        ModelView model = tables.view().model("a" + arrival.adapter());
        PickTurn.Ask ask = new PickTurn.Ask(0, arrival.prompt(), true, 0, PrefixBlocks.NONE);
        Claim claim = turn.pick(policy, model, model.targets(), ask, 0).claim();
        int pod = Integer.parseInt(claim.target().pod().id().pod());
        inFlight.put(arrival.id(), arrival);
        claims.put(arrival.id(), claim);
        engines[pod].submit(new EngineRequest(
                arrival.id(),
                arrival.nanos(),
                arrival.prompt(),
                arrival.output(),
                ids[pod][arrival.adapter()],
                PrefixHashes.NONE));
        step(pod, arrival.nanos());
    }

    private void step(int pod, long now) {
        if (busy[pod]) {
            return;
        }
        StepResult step = engines[pod].step(now);
        if (step.idle()) {
            return;
        }
        List<Long> first = new ArrayList<>();
        List<Long> finished = new ArrayList<>();
        for (int i = 0; i < step.size(); i++) {
            if (step.kind(i) == EventKind.FIRST_TOKEN) {
                first.add(step.sequence(i).id());
            } else if (step.kind(i) == EventKind.FINISHED) {
                finished.add(step.sequence(i).id());
            }
        }
        busy[pod] = true;
        ends.add(new StepEnd(now + step.durationNanos(), order++, pod, first, finished));
    }

    private void stepEnds(StepEnd end) {
        for (long id : end.first()) {
            firstTokens.put(id, end.nanos());
            claims.get(id).answering();
        }
        for (long id : end.finished()) {
            claims.remove(id).end();
            judge(inFlight.remove(id), firstTokens.remove(id), end.nanos());
        }
        busy[end.pod()] = false;
        step(end.pod(), end.nanos());
    }

    private void judge(Arrival arrival, long firstNanos, long lastNanos) {
        double ttft = (firstNanos - arrival.nanos()) / 1e9;
        double e2e = (lastNanos - arrival.nanos()) / 1e9;
        ttfts.add(ttft);
        tables.view().model("a" + arrival.adapter()).traffic().outputs().finished(arrival.output());
        SloJudge.Verdict verdict = SloJudge.judge(
                target(arrival.adapter()),
                ENGINE.stepTime()
                        .idlePrefillSeconds(arrival.prompt(), ENGINE.limits().maxBatchedTokens()),
                new SloJudge.Served(Outcome.COMPLETED, true, ttft, e2e, arrival.output()));
        met += verdict == SloJudge.Verdict.MET ? 1 : 0;
    }
}
