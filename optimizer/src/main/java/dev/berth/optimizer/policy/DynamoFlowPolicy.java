package dev.berth.optimizer.policy;

import dev.berth.optimizer.problem.ModelLoad;
import dev.berth.optimizer.problem.PlacementProblem;
import dev.berth.optimizer.problem.PodSeat;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongBiFunction;

/**
 * NVIDIA Dynamo's opt-in LoRA allocation by min-cost flow ({@code lib/llm/src/lora/routing/mcf_allocator.rs}): replicas as in
 * {@link DynamoReplicas}, and one for each adapter without requests, flow from adapters through workers of limited slots. An
 * edge costs 1 for each place of the worker in the adapter's rendezvous ranking, 1,000 more if the adapter is new there, 250
 * less if it is kept; overflow costs 10^12. Only adapters whose number of replicas changed, or whose worker went, are solved
 * for; with their 16 best workers first, with all workers if that overflows beside free slots, with all adapters if it still
 * does. An adapter that got no worker, or is beyond the slots, is pinned as by {@link DynamoHrwPolicy}.
 *
 * <p>Approximate: as there.
 */
final class DynamoFlowPolicy implements PlacementPolicy {
    private static final int CANDIDATES = 16;
    private static final long RANK_COST = 1;

    /** 1,000 for a load and 250 off for a keep, both raised by 250, which changes no order and keeps costs above zero. */
    private static final long LOAD_COST = 1_250;

    private static final long OVERFLOW_COST = 1_000_000_000_000L;

    private final ToLongBiFunction<String, String> hash;

    DynamoFlowPolicy() {
        this(NameHash::of);
    }

    /**
     * @param hash of adapter and pod
     */
    DynamoFlowPolicy(ToLongBiFunction<String, String> hash) {
        this.hash = hash;
    }

    @Override
    public String name() {
        return "dynamo-flow";
    }

    @Override
    public PolicyTraits traits() {
        return PolicyTraits.BY_DEMAND;
    }

    @Override
    public Result place(PlacementProblem problem, long seed) {
        Hosting hosting = new Hosting(problem);
        DynamoReplicas.byBase(problem).forEach((base, adapters) -> {
            new Solver(base, adapters, hosting).place();
            DynamoHrwPolicy.pinTheRest(adapters, hosting, hash);
        });
        return new Result(hosting.toPlacement(), 0);
    }

    /** Pods by adapter, and how many replicas found none. */
    private record Solution(Map<ModelLoad, List<PodSeat>> pods, int overflow) {}

    /** The placement of one base model's adapters. */
    private final class Solver {
        private final Hosting hosting;
        private final List<PodSeat> seats;
        private final Map<ModelLoad, Integer> wanted;

        Solver(String base, List<ModelLoad> adapters, Hosting hosting) {
            this.hosting = hosting;
            seats = hosting.problem().seats().stream()
                    .filter(seat -> seat.baseModel().equals(base))
                    .toList();
            wanted = new TreeMap<>(Comparator.comparingInt(ModelLoad::index));
            wanted.putAll(DynamoReplicas.inSlots(base, adapters, hosting));
            adapters.stream()
                    .filter(m -> m.facts().ratePerSecond() <= 0)
                    .forEach(m -> wanted.put(m, hosting.leastReplicas(m)));
        }

        void place() {
            Map<ModelLoad, List<PodSeat>> frozen = new HashMap<>();
            wanted.forEach((model, count) -> {
                List<PodSeat> planned = seats.stream()
                        .filter(seat -> hosting.problem().planned(model, seat) && hosting.canServe(model, seat))
                        .toList();
                if (planned.size() == count) {
                    frozen.put(model, planned);
                }
            });
            Solution solution = solve(frozen);
            if (solution.overflow() > 0 && !frozen.isEmpty()) {
                Solution all = solve(Map.of());
                solution = all.overflow() < solution.overflow() ? all : solution;
            }
            Map<ModelLoad, List<PodSeat>> pods = solution.pods();
            wanted.keySet().forEach(model -> pods.getOrDefault(model, List.of()).stream()
                    .filter(seat -> hosting.open(model, seat))
                    .forEach(seat -> hosting.hold(model, seat)));
        }

        private Solution solve(Map<ModelLoad, List<PodSeat>> frozen) {
            int[] free = new int[hosting.problem().seats().size()];
            seats.forEach(
                    seat -> free[seat.index()] = Math.min(seat.slots(), seat.hostRoom()) - hosting.residents(seat));
            frozen.forEach((model, pods) ->
                    pods.stream().filter(seat -> !hosting.holds(model, seat)).forEach(seat -> free[seat.index()]--));
            Solution sparse = flow(frozen, free, CANDIDATES);
            int used = sparse.pods().values().stream().mapToInt(List::size).sum();
            int room = seats.stream()
                    .mapToInt(seat -> Math.max(0, free[seat.index()]))
                    .sum();
            boolean worthMore = sparse.overflow() > 0 && used < room && seats.size() > CANDIDATES;
            Solution best = worthMore ? flow(frozen, free, seats.size()) : sparse;
            Map<ModelLoad, List<PodSeat>> pods = new HashMap<>(frozen);
            pods.putAll(best.pods());
            return new Solution(pods, best.overflow());
        }

        /** Nodes: 0 the source, 1 the sink, 2 the overflow, then the pods, then the adapters. */
        private Solution flow(Map<ModelLoad, List<PodSeat>> frozen, int[] free, int candidates) {
            List<ModelLoad> asking = wanted.keySet().stream()
                    .filter(m -> !frozen.containsKey(m) && wanted.get(m) > hosting.replicas(m))
                    .toList();
            MinCostFlow network = new MinCostFlow(3 + seats.size() + asking.size());
            int demand = 0;
            for (int i = 0; i < seats.size(); i++) {
                network.edge(3 + i, 1, Math.max(0, free[seats.get(i).index()]), 0);
            }
            Map<ModelLoad, Map<PodSeat, Integer>> edges = new HashMap<>();
            List<Integer> overflows = new ArrayList<>();
            for (int a = 0; a < asking.size(); a++) {
                ModelLoad model = asking.get(a);
                int node = 3 + seats.size() + a;
                int missing = wanted.get(model) - hosting.replicas(model);
                demand += missing;
                network.edge(0, node, missing, 0);
                edges.put(model, edgesToPods(network, node, model, Math.max(candidates, missing)));
                overflows.add(network.edge(node, 2, missing, OVERFLOW_COST));
            }
            network.edge(2, 1, demand, 0);
            network.run(0, 1);
            Map<ModelLoad, List<PodSeat>> pods = new HashMap<>();
            edges.forEach((model, byPod) -> pods.put(
                    model,
                    seats.stream()
                            .filter(seat -> byPod.containsKey(seat) && network.flow(byPod.get(seat)) > 0)
                            .toList()));
            return new Solution(pods, overflows.stream().mapToInt(network::flow).sum());
        }

        private Map<PodSeat, Integer> edgesToPods(MinCostFlow network, int node, ModelLoad model, int candidates) {
            Map<PodSeat, Integer> edges = new HashMap<>();
            List<PodSeat> ranked = RendezvousPolicy.ranked(
                            model, hosting.problem().seats(), hash)
                    .stream()
                    .filter(seats::contains)
                    .toList();
            for (int rank = 0; rank < ranked.size(); rank++) {
                PodSeat seat = ranked.get(rank);
                boolean kept = hosting.problem().planned(model, seat);
                if ((rank < candidates || kept) && hosting.open(model, seat)) {
                    long cost = RANK_COST * rank + (kept ? 0 : LOAD_COST);
                    edges.put(seat, network.edge(node, 3 + seats.indexOf(seat), 1, cost));
                }
            }
            return edges;
        }
    }
}
