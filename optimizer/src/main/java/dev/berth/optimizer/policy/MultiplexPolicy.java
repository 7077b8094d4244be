package dev.berth.optimizer.policy;

import dev.berth.optimizer.problem.ModelLoad;
import dev.berth.optimizer.problem.PlacementProblem;
import dev.berth.optimizer.problem.PodSeat;
import dev.berth.optimizer.problem.Units;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Ray Serve's model multiplexing, as Ray Serve LLM uses it for adapters (docs.ray.io, "Multi-LoRA deployment"): a request goes
 * to a replica that has its adapter and is not overloaded, the less busy of two drawn at random; if all of those are
 * overloaded, or none has the adapter, to the less busy of two others, which loads it and, when it is full, drops the adapter
 * that was used least recently there. Nobody plans: copies follow demand, and stay until their place is wanted.
 *
 * <p>Here a window of demand is dealt at once: the copies of the plan in force are the caches; the heaviest adapters come
 * first; an adapter gets copies until its hosts have room for it below their capacity, and each copy a share by that room, as
 * drawing the less busy of two brings about.
 *
 * <p>Approximate: who was used least recently is not known, so it is who is asked least often there, which under steady
 * arrivals is the same in expectation. Beyond the rule: places are those of host memory (there three, in examples sixteen);
 * an adapter's last copy is not dropped, and one without requests has a copy, so that none waits for a load at its first
 * request.
 */
final class MultiplexPolicy implements PlacementPolicy {
    private static final double ROOM_OF_FULL = 1e-3;

    @Override
    public String name() {
        return "multiplex";
    }

    @Override
    public PolicyTraits traits() {
        return PolicyTraits.BY_DEMAND;
    }

    @Override
    public Result place(PlacementProblem problem, long seed) {
        Caches caches = new Caches(problem);
        Hosting dealt = new Hosting(problem);
        for (ModelLoad model : Hosting.heaviestFirst(problem)) {
            deal(model, caches, dealt, new SplittableRandom(seed ^ NameHash.of(model.model())));
        }
        return new Result(caches.hosting(dealt).toPlacement(), 0);
    }

    /** Which adapters each pod has cached; a place is made by dropping the one that is asked least often. */
    private static final class Caches {
        private final PlacementProblem problem;
        private final Hosting limits;
        private final List<Set<ModelLoad>> onPod;

        Caches(PlacementProblem problem) {
            this.problem = problem;
            this.limits = new Hosting(problem);
            Hosting.adapters(problem)
                    .forEach(model -> limits.stay(model, problem.seats().size()));
            this.onPod = problem.seats().stream()
                    .map(seat -> (Set<ModelLoad>) new HashSet<>(Hosting.adapters(problem).stream()
                            .filter(model -> limits.holds(model, seat))
                            .toList()))
                    .toList();
        }

        boolean has(PodSeat seat, ModelLoad model) {
            return onPod.get(seat.index()).contains(model);
        }

        List<PodSeat> holders(ModelLoad model) {
            return problem.seats().stream().filter(seat -> has(seat, model)).toList();
        }

        /** Whether the adapter could be loaded there: a place is free, or can be made free. */
        boolean canLoad(PodSeat seat, ModelLoad model) {
            int most = model.facts().maxReplicas();
            return model.allowed(seat)
                    && !has(seat, model)
                    && (most == 0 || holders(model).size() < most)
                    && (onPod.get(seat.index()).size() < limits.places(seat) || leastAsked(seat) != null);
        }

        void load(PodSeat seat, ModelLoad model) {
            Set<ModelLoad> here = onPod.get(seat.index());
            if (here.size() >= limits.places(seat)) {
                here.remove(leastAsked(seat));
            }
            here.add(model);
        }

        /** The adapter that can go: asked least often, with another copy elsewhere, and not pinned; null if there is none. */
        private ModelLoad leastAsked(PodSeat seat) {
            return onPod.get(seat.index()).stream()
                    .filter(m -> !m.pair(seat).pinned())
                    .filter(m -> holders(m).size() > Math.max(1, m.facts().minReplicas()))
                    .min(Comparator.comparingDouble((ModelLoad m) ->
                                    m.facts().ratePerSecond() / holders(m).size())
                            .thenComparing(ModelLoad::index))
                    .orElse(null);
        }

        /** The copies with the shares that were dealt to them; a copy dropped since gives its share to the others. */
        Hosting hosting(Hosting dealt) {
            Hosting hosting = new Hosting(problem);
            for (ModelLoad model : Hosting.adapters(problem)) {
                holders(model).stream()
                        .filter(seat -> hosting.canServe(model, seat))
                        .forEach(seat -> hosting.serve(model, seat, dealt.share(model, seat)));
            }
            return hosting;
        }
    }

    private static void deal(ModelLoad model, Caches caches, Hosting dealt, SplittableRandom random) {
        int least = dealt.leastReplicas(model);
        while (caches.holders(model).size() < least || room(model, caches, dealt) < 0) {
            List<PodSeat> could = dealt.problem().seats().stream()
                    .filter(seat -> caches.canLoad(seat, model))
                    .filter(seat -> caches.holders(model).size() < least || room(seat, dealt) > ROOM_OF_FULL)
                    .toList();
            if (could.isEmpty()) {
                break;
            }
            caches.load(lessBusyOfTwo(could, dealt, random), model);
        }
        List<PodSeat> holders = caches.holders(model);
        double all = holders.stream()
                .mapToDouble(seat -> Math.max(ROOM_OF_FULL, room(seat, dealt)))
                .sum();
        for (PodSeat seat : holders) {
            if (dealt.canServe(model, seat)) {
                dealt.serve(model, seat, Math.max(ROOM_OF_FULL, room(seat, dealt)) / all);
            }
        }
    }

    private static PodSeat lessBusyOfTwo(List<PodSeat> seats, Hosting dealt, SplittableRandom random) {
        PodSeat one = seats.get(random.nextInt(seats.size()));
        PodSeat other = seats.get(random.nextInt(seats.size()));
        return dealt.load(other) < dealt.load(one) ? other : one;
    }

    private static double room(PodSeat seat, Hosting dealt) {
        return Units.pods(seat.capacity()) - dealt.load(seat);
    }

    /** What is left of the holders' capacities once they have the adapter's demand; negative if it is too much for them. */
    private static double room(ModelLoad model, Caches caches, Hosting dealt) {
        double room = caches.holders(model).stream()
                .mapToDouble(seat -> Math.max(0, room(seat, dealt)))
                .sum();
        return room - Units.pods(model.facts().load());
    }
}
