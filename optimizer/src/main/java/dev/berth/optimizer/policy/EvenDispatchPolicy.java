package dev.berth.optimizer.policy;

import dev.berth.domain.placement.EvenDispatch;
import dev.berth.optimizer.problem.ModelLoad;
import dev.berth.optimizer.problem.PlacementProblem;
import dev.berth.optimizer.problem.PodSeat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * llmaz's dispatch ({@code InftyAI/llmaz} Proposal-27, never built there): the adapters of each base model are dealt over its
 * pods in turn, whatever the demand, until each adapter is on a pod and each pod has an adapter. The rule before the first
 * plan, and the floor.
 *
 * <p>Beyond the rule: an adapter dealt to a pod that may not hold it, because of its rank for one, goes to the emptiest that
 * may.
 */
public final class EvenDispatchPolicy implements PlacementPolicy {
    @Override
    public String name() {
        return "even-dispatch";
    }

    @Override
    public PolicyTraits traits() {
        return PolicyTraits.BY_MEMBERSHIP;
    }

    @Override
    public Result place(PlacementProblem problem, long seed) {
        Map<String, List<ModelLoad>> byBase = new TreeMap<>();
        Hosting.adapters(problem).forEach(m -> byBase.computeIfAbsent(m.facts().baseModel(), b -> new ArrayList<>())
                .add(m));
        Hosting hosting = new Hosting(problem);
        byBase.forEach((base, models) -> deal(
                models,
                problem.seats().stream().filter(s -> s.baseModel().equals(base)).toList(),
                hosting));
        return new Result(hosting.toPlacement(), 0);
    }

    private static void deal(List<ModelLoad> models, List<PodSeat> seats, Hosting hosting) {
        Map<String, List<String>> byPod = EvenDispatch.dispatch(
                models.stream().map(ModelLoad::model).toList(),
                seats.stream()
                        .map(s -> new EvenDispatch.Seat(s.name(), hosting.places(s)))
                        .toList());
        for (ModelLoad model : models) {
            seats.stream()
                    .filter(seat -> byPod.get(seat.name()).contains(model.model()))
                    .filter(seat -> hosting.open(model, seat))
                    .forEach(seat -> hosting.hold(model, seat));
        }
    }
}
