package dev.berth.optimizer.policy;

import dev.berth.optimizer.problem.ModelLoad;
import dev.berth.optimizer.problem.PlacementProblem;
import dev.berth.optimizer.problem.PodSeat;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongBiFunction;

/**
 * NVIDIA Dynamo's default LoRA allocation ({@code lib/llm/src/lora/controller.rs}, {@code routing/hrw.rs}): replicas in
 * proportion to requests ({@link DynamoReplicas}), each adapter in the order of the names first on the workers it is on that
 * have a slot, then on others by falling rendezvous hash, full ones passed over. An adapter without requests, or beyond the
 * slots, is on one worker: where it is warm, else by hash. Requests are spread evenly over an adapter's workers.
 *
 * <p>Approximate: a scale-down waits for three ticks of three seconds there, less than a period here, so it does not wait; its
 * window and smoothing are those of our demand. An adapter whose workers are all full, pinned by hash there, is over-subscribed
 * within host memory here, as ours are.
 */
final class DynamoHrwPolicy implements PlacementPolicy {
    private final ToLongBiFunction<String, String> hash;

    DynamoHrwPolicy() {
        this(NameHash::of);
    }

    /**
     * @param hash of adapter and pod
     */
    DynamoHrwPolicy(ToLongBiFunction<String, String> hash) {
        this.hash = hash;
    }

    @Override
    public String name() {
        return "dynamo-hrw";
    }

    @Override
    public PolicyTraits traits() {
        return PolicyTraits.BY_DEMAND;
    }

    @Override
    public Result place(PlacementProblem problem, long seed) {
        Hosting hosting = new Hosting(problem);
        DynamoReplicas.byBase(problem).forEach((base, adapters) -> place(base, adapters, hosting));
        return new Result(hosting.toPlacement(), 0);
    }

    private void place(String base, List<ModelLoad> adapters, Hosting hosting) {
        Map<ModelLoad, Integer> replicas = DynamoReplicas.inSlots(base, adapters, hosting);
        replicas.forEach((model, count) -> {
            List<PodSeat> ranked =
                    RendezvousPolicy.ranked(model, hosting.problem().seats(), hash);
            holdWhereThereIsASlot(
                    model,
                    count,
                    ranked.stream()
                            .filter(seat -> hosting.problem().planned(model, seat))
                            .toList(),
                    hosting);
            holdWhereThereIsASlot(model, count, ranked, hosting);
        });
        pinTheRest(adapters, hosting, hash);
    }

    private static void holdWhereThereIsASlot(ModelLoad model, int count, List<PodSeat> seats, Hosting hosting) {
        for (PodSeat seat : seats) {
            if (hosting.replicas(model) < count
                    && hosting.residents(seat) < seat.slots()
                    && hosting.open(model, seat)) {
                hosting.hold(model, seat);
            }
        }
    }

    /** Adapters that have no replica yet: on one pod each, where they are, else by hash where a slot is free, else by hash. */
    static void pinTheRest(List<ModelLoad> adapters, Hosting hosting, ToLongBiFunction<String, String> hash) {
        for (ModelLoad model : adapters) {
            if (hosting.replicas(model) >= hosting.leastReplicas(model)) {
                continue;
            }
            hosting.stay(model, hosting.leastReplicas(model));
            List<PodSeat> ranked =
                    RendezvousPolicy.ranked(model, hosting.problem().seats(), hash);
            holdWhereThereIsASlot(model, hosting.leastReplicas(model), ranked, hosting);
            for (PodSeat seat : ranked) {
                if (hosting.replicas(model) < hosting.leastReplicas(model) && hosting.open(model, seat)) {
                    hosting.hold(model, seat);
                }
            }
        }
    }
}
