package dev.berth.optimizer.policy;

import dev.berth.domain.placement.EvenDispatch;
import dev.berth.optimizer.problem.ModelLoad;
import dev.berth.optimizer.problem.PlacementProblem;
import dev.berth.optimizer.problem.PodSeat;
import dev.berth.optimizer.score.Occupancy;
import dev.berth.optimizer.score.Placement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Round robin over the pods of each base model, whatever the demand: the rule before the first plan, and the floor. */
public final class EvenDispatchPolicy implements PlacementPolicy {
    @Override
    public String name() {
        return "even-dispatch";
    }

    @Override
    public Result place(PlacementProblem problem, long seed) {
        Map<String, List<ModelLoad>> byBase = new TreeMap<>();
        problem.models().forEach(m -> byBase.computeIfAbsent(m.facts().baseModel(), b -> new ArrayList<>())
                .add(m));
        Occupancy occupancy = new Occupancy(problem);
        byBase.forEach((base, models) -> dispatch(
                models,
                problem.seats().stream().filter(s -> s.baseModel().equals(base)).toList(),
                occupancy));
        return new Result(Placement.from(occupancy), 0);
    }

    private static void dispatch(List<ModelLoad> models, List<PodSeat> seats, Occupancy occupancy) {
        Map<String, List<String>> byPod = EvenDispatch.dispatch(
                models.stream().filter(ModelLoad::adapter).map(ModelLoad::model).toList(),
                seats.stream()
                        .map(s -> new EvenDispatch.Seat(s.name(), s.hostRoom()))
                        .toList());
        for (ModelLoad model : models) {
            List<PodSeat> hosts = seats.stream()
                    .filter(s -> !model.adapter() || byPod.get(s.name()).contains(model.model()))
                    .filter(model::allowed)
                    .toList();
            for (int i = 0; i < model.quanta(); i++) {
                occupancy.put(model, hosts.isEmpty() ? null : hosts.get(i % hosts.size()));
            }
        }
    }
}
