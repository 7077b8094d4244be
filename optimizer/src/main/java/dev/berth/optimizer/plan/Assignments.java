package dev.berth.optimizer.plan;

import dev.berth.domain.placement.Assignment;
import dev.berth.domain.placement.PlacementPlan;
import dev.berth.domain.placement.Tier;
import dev.berth.optimizer.policy.Shares;
import dev.berth.optimizer.problem.ModelLoad;
import dev.berth.optimizer.problem.PlacementProblem;
import dev.berth.optimizer.problem.PodSeat;
import dev.berth.optimizer.score.Occupancy;
import dev.berth.optimizer.score.Placement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Quanta on pods become weights, and single replicas get their standby. */
final class Assignments {
    private static final int PARTS = 10_000;

    private Assignments() {}

    /**
     * @param current the plan in force, null if there is none
     * @param standbys of an adapter with a single replica, 0 or 1
     */
    static Map<String, List<Assignment>> from(Placement placement, PlacementPlan current, int standbys) {
        PlacementProblem problem = placement.problem();
        Map<String, List<Assignment>> assignments = new TreeMap<>();
        for (ModelLoad model : problem.models()) {
            List<Assignment> hot = hot(model, placement);
            if (!hot.isEmpty()) {
                assignments.put(model.model(), hot);
            }
        }
        if (standbys > 0) {
            addStandbys(placement, current, assignments);
        }
        return assignments;
    }

    private static List<Assignment> hot(ModelLoad model, Placement placement) {
        List<PodSeat> seats = placement.problem().seats();
        int[] parts = Shares.of(
                PARTS,
                seats.stream().mapToDouble(s -> placement.count(model, s)).toArray());
        List<Assignment> hot = new ArrayList<>();
        for (PodSeat seat : seats) {
            if (placement.count(model, seat) > 0) {
                hot.add(new Assignment(seat.id(), Tier.HOT, (double) parts[seat.index()] / PARTS));
            }
        }
        return hot;
    }

    private static void addStandbys(
            Placement placement, PlacementPlan current, Map<String, List<Assignment>> assignments) {
        Occupancy occupancy = placement.occupancy();
        int[] warm = new int[placement.problem().seats().size()];
        for (ModelLoad model : placement.problem().models()) {
            if (!model.adapter() || occupancy.replicas(model) != 1) {
                continue;
            }
            PodSeat host = placement.problem().seats().stream()
                    .filter(s -> placement.count(model, s) > 0)
                    .findFirst()
                    .orElseThrow();
            placement.problem().seats().stream()
                    .filter(s -> !s.equals(host) && model.allowed(s))
                    .filter(s -> occupancy.residents(s) + warm[s.index()] < s.hostRoom())
                    .min(Comparator.comparing((PodSeat s) -> !isWarm(model, s, current))
                            .thenComparing(s -> !model.current(s))
                            .thenComparing(s -> s.zone() == host.zone())
                            .thenComparing(s -> occupancy.residents(s) + warm[s.index()])
                            .thenComparing(PodSeat::index))
                    .ifPresent(standby -> {
                        warm[standby.index()]++;
                        List<Assignment> list = new ArrayList<>(assignments.get(model.model()));
                        list.add(new Assignment(standby.id(), Tier.WARM, 0));
                        list.sort(Comparator.comparing(a -> a.pod().pod()));
                        assignments.put(model.model(), list);
                    });
        }
    }

    private static boolean isWarm(ModelLoad model, PodSeat seat, PlacementPlan current) {
        return current != null
                && current.assignment(model.model(), seat.id())
                        .map(a -> a.tier() == Tier.WARM)
                        .orElse(false);
    }
}
