package dev.berth.optimizer.plan;

import dev.berth.optimizer.problem.ModelLoad;
import dev.berth.optimizer.problem.PodSeat;
import dev.berth.optimizer.score.Occupancy;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;

/** Which pod of a deployment is given up with the least to load elsewhere. */
final class Evacuation {
    private Evacuation() {}

    /**
     * Of equally cheap ones the one with the least load, then the last by name; none that holds what must stay.
     *
     * @param but names of pods that are not to be chosen
     */
    static Optional<PodSeat> cheapest(String deployment, Occupancy occupancy, Set<String> but) {
        return occupancy.problem().seats().stream()
                .filter(seat -> seat.deployment().equals(deployment))
                .filter(seat -> !but.contains(seat.name()))
                .filter(seat -> occupancy.problem().models().stream()
                        .noneMatch(model -> model.pair(seat).pinned()))
                .min(Comparator.comparingLong((PodSeat seat) -> millis(seat, occupancy))
                        .thenComparingLong(occupancy::load)
                        .thenComparing(Comparator.comparingInt(PodSeat::index).reversed()));
    }

    /** Engine time for what nobody else has. A copy elsewhere takes over at once. */
    static long millis(PodSeat seat, Occupancy occupancy) {
        long millis = 0;
        for (ModelLoad model : occupancy.problem().models()) {
            boolean there = model.adapter() && (model.current(seat) || occupancy.count(model, seat) > 0);
            boolean elsewhere =
                    occupancy.problem().seats().stream().anyMatch(other -> !other.equals(seat) && model.current(other));
            millis += there && !elsewhere ? model.loadMillis(seat) : 0;
        }
        return millis;
    }
}
