package dev.berth.optimizer.policy;

import dev.berth.domain.config.NearestName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Every placement policy by its name: the simplest first, the published ones, ours, and ours with the future known. */
public final class Placements {
    /** Our planner's name. */
    public static final String PLANNER = "optaplanner";

    private Placements() {}

    /** As options and reports name them, in the order of reports. */
    public static List<String> names() {
        return List.copyOf(all(SearchBudget.DEFAULTS).keySet());
    }

    /** With the default budget for those that search. */
    public static PlacementPolicy named(String name) {
        return named(name, SearchBudget.DEFAULTS);
    }

    /**
     * @throws IllegalArgumentException one sentence that names the nearest, and all
     */
    public static PlacementPolicy named(String name, SearchBudget budget) {
        Supplier<PlacementPolicy> policy = all(budget).get(name);
        if (policy == null) {
            String nearest = NearestName.of(name, names())
                    .map(near -> "; did you mean '" + near + "'?")
                    .orElse("");
            throw new IllegalArgumentException("no placement policy is called '" + name + "'" + nearest + "; there are "
                    + String.join(", ", names()));
        }
        return policy.get();
    }

    private static Map<String, Supplier<PlacementPolicy>> all(SearchBudget budget) {
        Map<String, Supplier<PlacementPolicy>> all = new LinkedHashMap<>();
        all.put("register-everywhere", RegisterEverywherePolicy::new);
        all.put("even-dispatch", EvenDispatchPolicy::new);
        all.put("even-full", EvenFullPolicy::new);
        all.put("least-adapters", LeastAdaptersPolicy::new);
        all.put("bin-pack", BinPackPolicy::new);
        all.put("first-n", FirstNPolicy::new);
        all.put("random", RandomPolicy::new);
        all.put("multiplex", MultiplexPolicy::new);
        all.put("rendezvous-1", () -> new RendezvousPolicy(1));
        all.put("rendezvous-2", () -> new RendezvousPolicy(2));
        all.put("bounded-hash", BoundedHashPolicy::new);
        all.put("lpt", LptPolicy::new);
        all.put("dlora-like", DloraLikePolicy::new);
        all.put("loraserve-like", LoraserveLikePolicy::new);
        all.put("agullo-greedy", AgulloGreedyPolicy::new);
        all.put("dynamo-hrw", DynamoHrwPolicy::new);
        all.put("dynamo-flow", DynamoFlowPolicy::new);
        all.put(PLANNER, () -> new OptaPlannerPolicy(budget));
        all.put("oracle", () -> new OraclePolicy(new OptaPlannerPolicy(budget)));
        return all;
    }
}
