package dev.berth.evaluation.bench;

import com.sun.management.ThreadMXBean;
import dev.berth.domain.Version;
import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.fleet.PodIncarnation;
import dev.berth.domain.placement.Tier;
import dev.berth.domain.profile.LatencyProfile;
import dev.berth.domain.profile.ProfileFromEngine;
import dev.berth.domain.routing.RoutingTable;
import dev.berth.domain.routing.RoutingTable.ModelRoutes;
import dev.berth.domain.routing.RoutingTable.Route;
import dev.berth.domain.routing.RoutingTable.TablePod;
import dev.berth.domain.slo.SloTarget;
import dev.berth.router.pick.Policies;
import dev.berth.router.pick.Policy;
import dev.berth.router.pick.PrefixBlocks;
import dev.berth.router.pick.ProfileSource;
import dev.berth.router.pick.RequestFacts;
import dev.berth.router.table.LiveCounts;
import dev.berth.router.table.ModelView;
import dev.berth.router.table.PickTurn;
import dev.berth.router.table.RoutingView;
import dev.berth.router.table.TableHolder;
import dev.berth.router.table.Target;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * What one pick costs in a large routing table, for each policy: finding the model, the pods that it may go to now, and the
 * one of them. Twice: for models drawn alike, where nearly each pick meets a part of the table that no cache holds, and by
 * Zipf's law, as traffic comes. Which models are drawn is settled beforehand. Counted in the thread's CPU time.
 */
public final class PickBench {
    private static final int WARM_UP_ROUNDS = 3;
    private static final String DEPLOYMENT = "default/bench";
    private static final SloTarget TARGET = new SloTarget(2, 0.1, 0);
    private static final int REQUESTS_ON_A_POD = 6;
    private static final long NOW = 1_000;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Options options;

    public PickBench(Options options) {
        this.options = options;
    }

    /**
     * What is picked from.
     *
     * @param engine of all pods
     * @param replicas most that a model has; they have one to so many
     * @param picks of a round
     */
    public record Options(EngineSpec engine, int models, int pods, int replicas, int rounds, int picks, long seed) {
        public Options {
            if (models < 1 || pods < 1 || replicas < 1 || replicas > pods || rounds < 1 || picks < 1_000) {
                throw new IllegalArgumentException("a benchmark of picks has models, pods and rounds of at least 1, no"
                        + " more replicas than pods, and rounds of at least 1000 picks");
            }
        }
    }

    /** @param progress told of each policy that is begun */
    public PickReport run(Consumer<String> progress) {
        SplittableRandom random = new SplittableRandom(options.seed());
        LatencyProfile profile = ProfileFromEngine.of(
                Version.firstOf(1),
                NOW,
                DEPLOYMENT,
                "base",
                options.engine(),
                TARGET,
                options.engine().limits().maxLoras());
        Map<String, LatencyProfile> profiles = new HashMap<>(Map.of(DEPLOYMENT, profile));
        ProfileSource source = profiles::get;
        RoutingView view = view(random);
        keepBusy(view, source, random);
        List<PickReport.Row> rows = new ArrayList<>();
        for (String name : Policies.names()) {
            progress.accept(name);
            Policy policy = Policies.named(name).orElseThrow();
            rows.add(new PickReport.Row(
                    name,
                    measure(policy, view, source, alike(random), random),
                    measure(policy, view, source, byZipf(random), random)));
        }
        return new PickReport(
                options.models(), options.pods(), options.replicas(), options.rounds(), options.picks(), rows);
    }

    private static String name(int model) {
        return "model-" + model;
    }

    private RoutingView view(SplittableRandom random) {
        List<TablePod> pods = new ArrayList<>();
        for (int i = 0; i < options.pods(); i++) {
            pods.add(new TablePod(
                    new PodIncarnation("pod-" + i, "1"),
                    DEPLOYMENT,
                    "http://127.0.0.1:" + (1 + i % 65_535),
                    "a",
                    options.engine().limits().maxLoras()));
        }
        Map<String, ModelRoutes> models = new HashMap<>();
        for (int i = 0; i < options.models(); i++) {
            models.put(name(i), new ModelRoutes(name(i), true, "base", "standard", TARGET, routes(i, pods, random)));
        }
        TableHolder tables = new TableHolder(new LiveCounts(() -> {}), () -> {});
        tables.apply(new RoutingTable(Version.firstOf(1), NOW, Version.NONE, pods, models));
        return tables.view();
    }

    private List<Route> routes(int model, List<TablePod> pods, SplittableRandom random) {
        int replicas = 1 + random.nextInt(options.replicas());
        int first = random.nextInt(pods.size());
        int step = 1 + random.nextInt(Math.max(1, pods.size() / options.replicas()));
        List<Route> routes = new ArrayList<>();
        for (int r = 0; r < replicas; r++) {
            PodIncarnation pod = pods.get((first + r * step) % pods.size()).id();
            boolean standby = replicas > 1 && r == replicas - 1;
            routes.add(new Route(
                    pod, name(model), standby ? Tier.WARM : Tier.HOT, standby ? 0 : 1.0 / Math.max(1, replicas - 1)));
        }
        return routes;
    }

    /** Requests that stay, so that pods differ. */
    private void keepBusy(RoutingView view, ProfileSource profiles, SplittableRandom random) {
        PickTurn turn = new PickTurn(profiles, random);
        Policy byLot = Policies.named("random").orElseThrow();
        for (int i = 0; i < REQUESTS_ON_A_POD * options.pods(); i++) {
            ModelView model = view.model(name(random.nextInt(options.models())));
            var ask = new PickTurn.Ask(0, 100 + random.nextInt(1_000), true, 0, PrefixBlocks.NONE);
            turn.pick(byLot, model, model.usable(NOW, List.of()), ask, NOW);
        }
    }

    private int[] alike(SplittableRandom random) {
        return random.ints(options.picks(), 0, options.models()).toArray();
    }

    private int[] byZipf(SplittableRandom random) {
        double[] upTo = new double[options.models()];
        double sum = 0;
        for (int i = 0; i < upTo.length; i++) {
            sum += 1.0 / (i + 1);
            upTo[i] = sum;
        }
        int[] drawn = new int[options.picks()];
        for (int i = 0; i < drawn.length; i++) {
            int at = Arrays.binarySearch(upTo, random.nextDouble() * sum);
            drawn[i] = at >= 0 ? at : Math.min(-at - 1, upTo.length - 1);
        }
        return drawn;
    }

    private PickReport.Cost measure(
            Policy policy, RoutingView view, ProfileSource profiles, int[] drawn, SplittableRandom random) {
        RequestFacts[] facts = new RequestFacts[options.models()];
        for (int i = 0; i < facts.length; i++) {
            facts[i] = new RequestFacts(name(i), true, 500, 100, i).withTarget(TARGET);
        }
        double[] nanos = new double[options.rounds()];
        double[] bytes = new double[options.rounds()];
        long sum = 0;
        for (int round = -WARM_UP_ROUNDS; round < options.rounds(); round++) {
            long allocated = threads.getCurrentThreadAllocatedBytes();
            long cpu = threads.getCurrentThreadCpuTime();
            sum += picks(policy, view, profiles, drawn, facts, random);
            cpu = threads.getCurrentThreadCpuTime() - cpu;
            allocated = threads.getCurrentThreadAllocatedBytes() - allocated;
            if (round >= 0) {
                nanos[round] = (double) cpu / drawn.length;
                bytes[round] = (double) allocated / drawn.length;
            }
        }
        if (sum < 0) {
            throw new IllegalStateException("a policy picked nothing");
        }
        return new PickReport.Cost(Spread.of(nanos), Spread.of(bytes));
    }

    private static long picks(
            Policy policy,
            RoutingView view,
            ProfileSource profiles,
            int[] drawn,
            RequestFacts[] facts,
            SplittableRandom random) {
        long sum = 0;
        for (int model : drawn) {
            RequestFacts request = facts[model];
            ModelView routes = view.model(request.model());
            List<Target> usable =
                    policy.wantsStandbys() ? routes.usableWithStandbys(NOW, List.of()) : routes.usable(NOW, List.of());
            sum += policy.pick(request, usable, profiles, random).index() + 1;
        }
        return sum;
    }
}
