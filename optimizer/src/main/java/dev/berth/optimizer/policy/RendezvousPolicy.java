package dev.berth.optimizer.policy;

import dev.berth.optimizer.problem.ModelLoad;
import dev.berth.optimizer.problem.PlacementProblem;
import dev.berth.optimizer.problem.PodSeat;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongBiFunction;

/**
 * Rendezvous hashing, or highest random weight (Thaler and Ravishankar, "Using name-based mappings to increase hit rates",
 * IEEE/ACM Transactions on Networking 6(1), 1998): every pair of adapter and pod has a hash, and an adapter is on the pods
 * with the highest ones. When a pod goes only its own adapters move, when one comes it takes its share from all others.
 *
 * <p>Beyond the rule: a pod whose host memory is full is passed over, in the order of the adapters' names.
 */
final class RendezvousPolicy implements PlacementPolicy {
    private final int replicas;
    private final ToLongBiFunction<String, String> hash;

    /**
     * @param replicas pods of an adapter, if its declared minimum is not more
     */
    RendezvousPolicy(int replicas) {
        this(replicas, NameHash::of);
    }

    /**
     * @param hash of adapter and pod
     */
    RendezvousPolicy(int replicas, ToLongBiFunction<String, String> hash) {
        this.replicas = replicas;
        this.hash = hash;
    }

    @Override
    public String name() {
        return "rendezvous-" + replicas;
    }

    @Override
    public PolicyTraits traits() {
        return PolicyTraits.BY_MEMBERSHIP;
    }

    @Override
    public Result place(PlacementProblem problem, long seed) {
        Hosting hosting = new Hosting(problem);
        for (ModelLoad model : Hosting.adapters(problem)) {
            int wanted = Math.max(replicas, hosting.leastReplicas(model));
            for (PodSeat seat : ranked(model, problem.seats(), hash)) {
                if (hosting.replicas(model) < wanted && hosting.open(model, seat)) {
                    hosting.hold(model, seat);
                }
            }
        }
        return new Result(hosting.toPlacement(), 0);
    }

    /** The pods by falling hash. */
    static List<PodSeat> ranked(ModelLoad model, List<PodSeat> seats, ToLongBiFunction<String, String> hash) {
        long[] hashes = seats.stream()
                .mapToLong(seat -> hash.applyAsLong(model.model(), seat.name()))
                .toArray();
        return seats.stream()
                .sorted(Comparator.comparing((PodSeat s) -> hashes[s.index()], Long::compareUnsigned)
                        .reversed()
                        .thenComparing(PodSeat::index))
                .toList();
    }
}
