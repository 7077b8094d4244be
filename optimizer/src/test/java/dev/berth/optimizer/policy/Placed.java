package dev.berth.optimizer.policy;

import dev.berth.optimizer.Story;
import dev.berth.optimizer.problem.ModelLoad;
import dev.berth.optimizer.problem.PlacementProblem;
import dev.berth.optimizer.problem.PlanningTerms;
import dev.berth.optimizer.problem.PodSeat;
import dev.berth.optimizer.problem.ProblemReader;
import dev.berth.optimizer.problem.Units;
import dev.berth.optimizer.score.Occupancy;
import dev.berth.optimizer.score.Placement;
import java.util.stream.Collectors;

/** What a policy made of a story, asked by names. */
record Placed(Placement placement, Occupancy occupancy) {
    static Placed by(PlacementPolicy policy, Story story) {
        return by(policy, ProblemReader.read(story.inputs(), PlanningTerms.DEFAULTS, 180_000));
    }

    static Placed by(PlacementPolicy policy, PlacementProblem problem) {
        Placement placement = policy.place(problem, 1).placement();
        return new Placed(placement, placement.occupancy());
    }

    private ModelLoad model(String name) {
        return placement.problem().models().stream()
                .filter(m -> m.model().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private PodSeat seat(String pod) {
        return placement.problem().seats().stream()
                .filter(s -> s.name().equals(pod))
                .findFirst()
                .orElseThrow();
    }

    /** The pods that host the model, by number: {@code 1 3} for pod-1 and pod-3. */
    String pods(String model) {
        return placement.problem().seats().stream()
                .filter(seat -> placement.count(model(model), seat) > 0)
                .map(seat -> seat.name().replace("pod-", ""))
                .collect(Collectors.joining(" "));
    }

    /** The adapters on the pod. */
    String adapters(String pod) {
        return placement.problem().models().stream()
                .filter(ModelLoad::adapter)
                .filter(model -> placement.count(model, seat(pod)) > 0)
                .map(ModelLoad::model)
                .collect(Collectors.joining(" "));
    }

    /** Share of the model's traffic on the pod. */
    double share(String model, String pod) {
        return (double) placement.count(model(model), seat(pod)) / model(model).quanta();
    }

    /** Pods of load on the pod. */
    double load(String pod) {
        return Units.pods(occupancy.load(seat(pod)));
    }
}
