package dev.berth.optimizer.policy;

import dev.berth.optimizer.problem.ModelLoad;
import dev.berth.optimizer.problem.PlacementProblem;
import dev.berth.optimizer.problem.PodSeat;
import dev.berth.optimizer.problem.Units;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Longest processing time first (Graham, "Bounds on multiprocessing timing anomalies", SIAM Journal on Applied Mathematics
 * 17(2), 1969) over replicas by need: an adapter of load d is cut into the fewest equal parts that are no more than a pod's
 * target load each, and the parts, largest first, go to the least loaded pod that has no part of it yet. The good simple
 * answer that a planner must beat.
 *
 * <p>Beyond the rule, which is of one-off scheduling and would reload the fleet with each window of demand: first of all,
 * the largest first, a part stays where the plan in force has its adapter if that pod is within its target load with it.
 * Pods whose slots would have more adapters active than they hold are avoided as long as there are others.
 */
final class LptPolicy implements PlacementPolicy {
    @Override
    public String name() {
        return "lpt";
    }

    @Override
    public PolicyTraits traits() {
        return PolicyTraits.BY_DEMAND;
    }

    private record Part(ModelLoad model, double share) {
        double load() {
            return share * model.facts().load();
        }
    }

    @Override
    public Result place(PlacementProblem problem, long seed) {
        Hosting hosting = new Hosting(problem);
        List<Part> parts = new ArrayList<>();
        for (ModelLoad model : Hosting.adapters(problem)) {
            int count = replicas(model, hosting);
            for (int i = 0; i < count; i++) {
                parts.add(new Part(model, 1.0 / count));
            }
        }
        parts.sort(Comparator.comparingDouble((Part p) -> -p.load())
                .thenComparing(p -> p.model().index()));
        parts.removeIf(part -> stays(part, hosting));
        parts.forEach(part -> put(part, hosting));
        return new Result(hosting.toPlacement(), 0);
    }

    /** As many as need be for each to be within a pod's target load, and no more than there may be. */
    static int replicas(ModelLoad model, Hosting hosting) {
        double target = hosting.problem().terms().targetLoad();
        int needed = (int) Math.ceil(Units.pods(model.facts().load()) / target - 1e-9);
        int most = model.facts().maxReplicas() == 0
                ? Integer.MAX_VALUE
                : model.facts().maxReplicas();
        int wanted = Math.min(most, Math.max(hosting.leastReplicas(model), needed));
        return Math.max(1, Math.min(wanted, hosting.allowed(model).size()));
    }

    /** Has the part stay on a pod that has its adapter by the plan in force, if one is within its target with it. */
    private static boolean stays(Part part, Hosting hosting) {
        ModelLoad model = part.model();
        PodSeat seat = hosting.problem().seats().stream()
                .filter(s -> hosting.problem().planned(model, s) && hosting.share(model, s) == 0)
                .filter(s -> hosting.canServe(model, s) && hosting.slotsFit(model, s, part.share()))
                .filter(s -> withinTarget(part, s, hosting))
                .findFirst()
                .orElse(null);
        if (seat == null) {
            return false;
        }
        hosting.serve(model, seat, part.share());
        return true;
    }

    private static void put(Part part, Hosting hosting) {
        ModelLoad model = part.model();
        List<PodSeat> free = hosting.allowed(model).stream()
                .filter(seat -> hosting.canServe(model, seat) && hosting.share(model, seat) == 0)
                .toList();
        List<PodSeat> active = free.stream()
                .filter(seat -> hosting.slotsFit(model, seat, part.share()))
                .toList();
        PodSeat seat = leastLoaded(active.isEmpty() ? free : active, model, part.share(), hosting);
        if (seat == null) {
            seat = leastLoaded(hosting.hosts(model), model, part.share(), hosting);
        }
        if (seat != null) {
            hosting.serve(model, seat, part.share());
        }
    }

    private static boolean withinTarget(Part part, PodSeat seat, Hosting hosting) {
        double load =
                hosting.load(seat) + part.share() * Units.pods(part.model().load(seat));
        return load <= Units.pods(seat.overloadAbove());
    }

    /** The pod with the least load once it has the part. */
    static PodSeat leastLoaded(List<PodSeat> seats, ModelLoad model, double part, Hosting hosting) {
        return Hosting.least(seats, seat -> hosting.load(seat) + part * Units.pods(model.load(seat)));
    }
}
