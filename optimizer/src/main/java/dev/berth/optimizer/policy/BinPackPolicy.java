package dev.berth.optimizer.policy;

import dev.berth.optimizer.problem.ModelLoad;
import dev.berth.optimizer.problem.PlacementProblem;
import dev.berth.optimizer.problem.PodSeat;
import dev.berth.optimizer.score.Placement;
import java.util.List;

/**
 * AIBrix's binPack for ModelAdapters ({@code pkg/controller/modeladapter/scheduling}): when an adapter is created it goes to
 * the pod with the least capacity left that still has some, capacity being ten adapters on every pod (a constant there), and
 * it stays there until the pod is gone.
 *
 * <p>Beyond the rule: where ten on every pod are not enough for all adapters, the cap is what an even spread needs; a pod
 * whose host memory is full is passed over.
 */
final class BinPackPolicy implements PlacementPolicy {
    private static final int CAP = 10;

    @Override
    public String name() {
        return "bin-pack";
    }

    @Override
    public PolicyTraits traits() {
        return PolicyTraits.BY_MEMBERSHIP;
    }

    @Override
    public Result place(PlacementProblem problem, long seed) {
        Placement placement = OneByOne.place(problem, (open, model, hosting) -> {
            int cap = cap(problem, model, hosting);
            List<PodSeat> below =
                    open.stream().filter(seat -> hosting.residents(seat) < cap).toList();
            return below.isEmpty()
                    ? Hosting.least(open, hosting::residents)
                    : Hosting.least(below, seat -> -hosting.residents(seat));
        });
        return new Result(placement, 0);
    }

    private static int cap(PlacementProblem problem, ModelLoad model, Hosting hosting) {
        String base = model.facts().baseModel();
        int replicas = Hosting.adapters(problem).stream()
                .filter(m -> m.facts().baseModel().equals(base))
                .mapToInt(hosting::leastReplicas)
                .sum();
        int pods = (int) problem.seats().stream()
                .filter(seat -> seat.baseModel().equals(base))
                .count();
        return Math.max(CAP, (replicas + pods - 1) / pods);
    }
}
