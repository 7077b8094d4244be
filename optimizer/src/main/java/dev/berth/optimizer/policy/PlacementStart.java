package dev.berth.optimizer.policy;

import dev.berth.optimizer.problem.ModelLoad;
import dev.berth.optimizer.problem.PlacementProblem;
import dev.berth.optimizer.problem.PodSeat;
import dev.berth.optimizer.problem.Units;
import dev.berth.optimizer.score.Occupancy;
import dev.berth.optimizer.score.Placement;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Where a search starts: what is there now, and the rest where there is room. */
public final class PlacementStart {
    /** Larger than any room, so that kinds of pods are compared before the room in them. */
    private static final long CLASS = 100 * Units.POD;

    private PlacementStart() {}

    /**
     * Today's placement under today's demand, violations and all: what goes on if no plan is made.
     *
     * @param unservedShare share of each model's demand that the plan in force leaves out
     */
    public static Placement asItIs(PlacementProblem problem, Map<String, Double> unservedShare) {
        Occupancy occupancy = new Occupancy(problem);
        for (ModelLoad model : problem.models()) {
            double left = unservedShare.getOrDefault(model.model(), 0.0);
            int served = model.quanta() - (int) Math.round(left * model.quanta());
            int[] parts = Shares.of(served, weights(model, problem.seats()));
            int placed = put(model, problem.seats(), parts, occupancy);
            leaveOut(model, model.quanta() - placed, occupancy);
        }
        return Placement.from(occupancy);
    }

    /** As much of today's placement as the rules allow, and every other quantum where it harms least. */
    public static Placement repaired(PlacementProblem problem) {
        Occupancy occupancy = new Occupancy(problem);
        List<ModelLoad> firstToStay = firstToStay(problem);
        int[] left = problem.models().stream().mapToInt(ModelLoad::quanta).toArray();
        for (PlacementProblem.PinnedPair pair : problem.pinnedPairs()) {
            occupancy.put(pair.model(), pair.seat());
            left[pair.model().index()]--;
        }
        for (ModelLoad model : firstToStay) {
            left[model.index()] -= stay(model, left[model.index()], problem.seats(), occupancy);
        }
        for (ModelLoad model : firstToStay) {
            int missing = model.facts().minReplicas() - occupancy.replicas(model);
            for (; missing > 0 && left[model.index()] > 0; missing--) {
                PodSeat seat = best(model, problem.seats(), occupancy, true);
                if (seat == null) {
                    break;
                }
                occupancy.put(model, seat);
                left[model.index()]--;
            }
        }
        List<ModelLoad> mostUrgentFirst = firstToStay.stream()
                .sorted(Comparator.comparingInt((ModelLoad m) -> -m.facts().urgency()))
                .toList();
        for (ModelLoad model : mostUrgentFirst) {
            for (int i = left[model.index()]; i > 0; i--) {
                occupancy.put(model, best(model, problem.seats(), occupancy, false));
            }
        }
        return Placement.from(occupancy);
    }

    /** The heaviest, which are the hardest to place elsewhere; where not all can be served, the most urgent before them. */
    private static List<ModelLoad> firstToStay(PlacementProblem problem) {
        Set<String> scarce = problem.seats().stream()
                .map(PodSeat::baseModel)
                .filter(base -> isScarce(base, problem))
                .collect(Collectors.toSet());
        return problem.models().stream()
                .sorted(Comparator.comparingInt(
                                (ModelLoad m) -> scarce.contains(m.facts().baseModel())
                                        ? -m.facts().urgency()
                                        : 0)
                        .thenComparingLong(m -> -m.facts().load())
                        .thenComparing(ModelLoad::index))
                .toList();
    }

    /** Whether the pods of a base model have too little capacity, or too few slots, however demand is cut. */
    private static boolean isScarce(String base, PlacementProblem problem) {
        long load = 0;
        long slots = 0;
        for (ModelLoad model : problem.models()) {
            boolean servable = model.facts().baseModel().equals(base)
                    && problem.seats().stream().anyMatch(model::allowed);
            load += servable ? model.facts().load() : 0;
            slots += servable ? model.slotUse(model.quanta()) : 0;
        }
        for (PodSeat seat : problem.seats()) {
            load -= seat.baseModel().equals(base) ? seat.capacity() : 0;
            slots -= seat.baseModel().equals(base) ? seat.activeMost() : 0;
        }
        return load > 0 || slots > 0;
    }

    private static double[] weights(ModelLoad model, List<PodSeat> seats) {
        return seats.stream().mapToDouble(s -> model.pair(s).weight()).toArray();
    }

    private static int put(ModelLoad model, List<PodSeat> seats, int[] parts, Occupancy occupancy) {
        int placed = 0;
        for (PodSeat seat : seats) {
            for (int i = parts[seat.index()]; i > 0; i--) {
                occupancy.put(model, seat);
                placed++;
            }
        }
        return placed;
    }

    private static void leaveOut(ModelLoad model, int quanta, Occupancy occupancy) {
        for (int i = 0; i < quanta; i++) {
            occupancy.put(model, null);
        }
    }

    private static int stay(ModelLoad model, int quanta, List<PodSeat> seats, Occupancy occupancy) {
        int[] parts = Shares.of(quanta, weights(model, seats));
        int placed = 0;
        for (PodSeat seat : seats) {
            for (int i = parts[seat.index()]; i > 0 && occupancy.fits(model, seat, seat.overloadAbove()); i--) {
                occupancy.put(model, seat);
                placed++;
            }
        }
        return placed;
    }

    /** Holders within target, the emptiest pod within target, holders within capacity, any within capacity; null if none. */
    private static PodSeat best(ModelLoad model, List<PodSeat> seats, Occupancy occupancy, boolean elsewhere) {
        PodSeat best = null;
        long bestRank = Long.MIN_VALUE;
        for (PodSeat seat : seats) {
            boolean here = occupancy.count(model, seat) > 0;
            if ((here && elsewhere) || !occupancy.fits(model, seat, seat.capacity())) {
                continue;
            }
            long room = seat.overloadAbove() - occupancy.load(seat) - model.quantumLoad(seat);
            long rank = room + (room >= 0 ? 2 * CLASS : 0) + (here || model.current(seat) ? CLASS : 0);
            if (rank > bestRank) {
                best = seat;
                bestRank = rank;
            }
        }
        return best;
    }
}
