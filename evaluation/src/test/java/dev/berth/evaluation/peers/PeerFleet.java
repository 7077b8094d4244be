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
import dev.berth.domain.slo.SloTarget;
import dev.berth.router.pick.Pick;
import dev.berth.router.pick.PrefixBlocks;
import dev.berth.router.pick.ProfileSource;
import dev.berth.router.pick.RequestFacts;
import dev.berth.router.table.Booking;
import dev.berth.router.table.LiveCounts;
import dev.berth.router.table.PairLoad;
import dev.berth.router.table.TableHolder;
import dev.berth.router.table.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** Pods of 8 slots that all hold the same models, counted by the router's own tables. */
final class PeerFleet {
    static final String DEPLOYMENT = "default/sim";
    /** Eight blocks of 100 tokens of a prompt of 1,000. */
    static final PrefixBlocks PREFIX = PrefixBlocks.ofChain(new long[] {1, 2, 3, 4, 5, 6, 7, 8}, 100);

    static final RequestFacts TURN = new RequestFacts("sql", true, 1_000, 100, 0).withPrefix(PREFIX);
    static final RequestFacts BASE = new RequestFacts("llama", false, 1_000, 100, 0);

    private final TableHolder tables = new TableHolder(new LiveCounts(() -> {}), () -> {});
    private final RandomGenerator random = new SplittableRandom(1);
    private final int pods;
    private ProfileSource profiles = ProfileSource.NONE;

    PeerFleet(int pods) {
        this.pods = pods;
        List<TablePod> list = new ArrayList<>();
        List<Route> routes = new ArrayList<>();
        for (int i = 0; i < pods; i++) {
            PodIncarnation id = new PodIncarnation("p" + i, "1");
            list.add(new TablePod(id, DEPLOYMENT, "http://127.0.0.1:" + (9_000 + i), "a", 8));
            routes.add(new Route(id, "m", Tier.HOT, 1.0 / pods));
        }
        Map<String, ModelRoutes> models = new TreeMap<>();
        for (String model : List.of("sql", "a1", "a2", "a3", "a4", "llama")) {
            models.put(
                    model, new ModelRoutes(model, !model.equals("llama"), "llama", "standard", SloTarget.NONE, routes));
        }
        tables.apply(new RoutingTable(new Version(1, 1), 0, Version.NONE, list, models));
    }

    PeerFleet profiled() {
        profiles = deployment -> profile();
        return this;
    }

    /** 10,000 tokens of KV; one sequence at a time, so that one request is a pod's whole capacity. */
    static LatencyProfile profile() {
        EngineSpec engine = new EngineSpec(
                "test",
                "GPU",
                "llama",
                1,
                new StepTime(10, 0.1, 0.01, 0, 0, 0),
                new EngineLimits(1, 2_048, 10_000, 16, 8_192, 8, 32, 64),
                List.of(new LoadTime(16, 10, 100, 100)),
                4,
                1,
                List.of());
        return ProfileFromEngine.of(Version.firstOf(1), 0, DEPLOYMENT, "llama", engine, new SloTarget(2, 0.1, 0), 4);
    }

    private PairLoad live(String model, int pod) {
        return tables.view().model(model).targets().get(pod).live();
    }

    /** So many requests of a model wait for their first token there. */
    PeerFleet waiting(int pod, String model, int requests) {
        for (int i = 0; i < requests; i++) {
            book(pod, model);
        }
        return this;
    }

    /** So many requests of a model are being answered there. */
    PeerFleet answering(int pod, String model, int requests) {
        for (int i = 0; i < requests; i++) {
            book(pod, model).answering();
        }
        return this;
    }

    /** A request of a model came, was answered and is gone. */
    PeerFleet served(int pod, String model) {
        book(pod, model).ended();
        return this;
    }

    private Booking book(int pod, String model) {
        boolean adapter = !model.equals("llama");
        return live(model, pod).book(new RequestFacts(model, adapter, 100, 100, 0), profiles.of(DEPLOYMENT));
    }

    /** The first blocks of {@link #PREFIX} were sent there. */
    PeerFleet caching(int pod, int blocks) {
        long[] chain = new long[blocks];
        for (int i = 0; i < blocks; i++) {
            chain[i] = PREFIX.hash(i);
        }
        live("sql", pod)
                .book(TURN.withPrefix(PrefixBlocks.ofChain(chain, 100)), profiles.of(DEPLOYMENT))
                .ended();
        return this;
    }

    Pick pick(String policy, RequestFacts request) {
        List<Target> targets = tables.view().model(request.model()).targets();
        return Pickings.named(policy).pick(request, targets, profiles, random);
    }

    /** How often each pod is chosen in a thousand. */
    int[] spread(String policy, RequestFacts request) {
        int[] chosen = new int[pods];
        for (int i = 0; i < 1_000; i++) {
            chosen[pick(policy, request).index()]++;
        }
        return chosen;
    }
}
