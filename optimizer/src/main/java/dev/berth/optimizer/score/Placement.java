package dev.berth.optimizer.score;

import dev.berth.optimizer.problem.ModelLoad;
import dev.berth.optimizer.problem.PlacementProblem;
import dev.berth.optimizer.problem.PodSeat;
import java.util.Arrays;

/** How many quanta of each model each pod takes; the rest are unserved. Immutable. */
public final class Placement {
    private final PlacementProblem problem;
    private final int[] counts;

    private Placement(PlacementProblem problem, int[] counts) {
        this.problem = problem;
        this.counts = counts;
    }

    /** What an occupancy looks like now. */
    public static Placement from(Occupancy occupancy) {
        PlacementProblem problem = occupancy.problem();
        int pods = problem.seats().size();
        int[] counts = new int[problem.models().size() * pods];
        for (ModelLoad model : problem.models()) {
            for (PodSeat seat : problem.seats()) {
                counts[model.index() * pods + seat.index()] = occupancy.count(model, seat);
            }
        }
        return new Placement(problem, counts);
    }

    public PlacementProblem problem() {
        return problem;
    }

    public int count(ModelLoad model, PodSeat seat) {
        return counts[model.index() * problem.seats().size() + seat.index()];
    }

    public int served(ModelLoad model) {
        int from = model.index() * problem.seats().size();
        return Arrays.stream(counts, from, from + problem.seats().size()).sum();
    }

    /** Pods that serve some of the model. */
    public int replicas(ModelLoad model) {
        int from = model.index() * problem.seats().size();
        return (int) Arrays.stream(counts, from, from + problem.seats().size())
                .filter(count -> count > 0)
                .count();
    }

    public int unserved(ModelLoad model) {
        return model.quanta() - served(model);
    }

    /** This placement with what every rule says of it. */
    public Occupancy occupancy() {
        Occupancy occupancy = new Occupancy(problem);
        for (ModelLoad model : problem.models()) {
            for (PodSeat seat : problem.seats()) {
                for (int i = count(model, seat); i > 0; i--) {
                    occupancy.put(model, seat);
                }
            }
            for (int i = unserved(model); i > 0; i--) {
                occupancy.put(model, null);
            }
        }
        return occupancy;
    }
}
