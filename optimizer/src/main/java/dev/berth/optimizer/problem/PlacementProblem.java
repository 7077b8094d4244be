package dev.berth.optimizer.problem;

import java.util.ArrayList;
import java.util.List;

/**
 * Which pods shall serve which share of which model's demand. Seats are sorted by pod name and models by name, so that
 * equal documents in any order are the same problem.
 *
 * @param zones number of failure domains of the seats
 * @param leftOut what the documents say that could not be taken into account
 * @param planned whether a plan is in force, so that the weights of pairs are its own and not those of what was found
 */
public record PlacementProblem(
        PlanningTerms terms,
        List<PodSeat> seats,
        List<ModelLoad> models,
        int zones,
        List<LeftOut> leftOut,
        boolean planned) {
    public PlacementProblem {
        seats = List.copyOf(seats);
        models = List.copyOf(models);
        leftOut = List.copyOf(leftOut);
    }

    /**
     * Something that was left out.
     *
     * @param model whose demand nobody serves for that; empty if it is something else
     * @param sentence what, and why
     */
    public record LeftOut(String model, String sentence) {}

    /** A model that a pod serves already; to end that costs its prefixes there, and sooner or later an unload. */
    public record CurrentPair(ModelLoad model, PodSeat seat) {}

    /** A model that must be on a pod. */
    public record PinnedPair(ModelLoad model, PodSeat seat) {}

    public List<CurrentPair> currentPairs() {
        List<CurrentPair> pairs = new ArrayList<>();
        models.forEach(model -> seats.stream()
                .filter(model::serving)
                .filter(seat -> model.adapter())
                .forEach(seat -> pairs.add(new CurrentPair(model, seat))));
        return pairs;
    }

    public List<PinnedPair> pinnedPairs() {
        List<PinnedPair> pairs = new ArrayList<>();
        models.forEach(model -> seats.stream()
                .filter(seat -> model.pair(seat).pinned())
                .forEach(seat -> pairs.add(new PinnedPair(model, seat))));
        return pairs;
    }

    /** Whether the plan in force sends traffic of the model to the pod. */
    public boolean planned(ModelLoad model, PodSeat seat) {
        return planned && model.pair(seat).weight() > 0;
    }

    /**
     * The same problem with demand cut otherwise: for policies that think in replicas, and would lose one that is smaller
     * than a quantum.
     *
     * @param quanta by model
     */
    public PlacementProblem cut(int[] quanta) {
        List<ModelLoad> cut =
                models.stream().map(model -> model.cut(quanta[model.index()])).toList();
        return new PlacementProblem(terms, seats, cut, zones, leftOut, planned);
    }

    public int quanta() {
        return models.stream().mapToInt(ModelLoad::quanta).sum();
    }
}
