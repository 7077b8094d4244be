package dev.berth.optimizer.plan;

import dev.berth.domain.fleet.Control;
import dev.berth.domain.placement.Assignment;
import dev.berth.domain.placement.Tier;
import dev.berth.optimizer.policy.Shares;
import dev.berth.optimizer.problem.ModelLoad;
import dev.berth.optimizer.problem.PlacementProblem;
import dev.berth.optimizer.problem.PodSeat;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Assignments that were not searched for, as far as today's pods can hold them: pins hold, no pod has more adapters than fit into
 * its host memory, and no adapter more copies than it may have. Copies without traffic go first, then those with the least of it,
 * and the only copy of what is asked for last. Nothing is said of loads: those are what demand makes of them.
 */
final class HoldableAssignments {
    private static final int PARTS = 10_000;

    private final PlacementProblem problem;
    private final Set<Control.Pin> pins;
    private final Map<String, List<Assignment>> assignments = new TreeMap<>();
    private final List<String> skipped;

    /**
     * @param asked by model, on seats that may hold it
     * @param skipped is told what is left out, and why
     */
    HoldableAssignments(
            PlacementProblem problem,
            List<Control.Pin> pins,
            Map<String, List<Assignment>> asked,
            List<String> skipped) {
        this.problem = problem;
        this.pins = Set.copyOf(pins);
        this.skipped = skipped;
        this.assignments.putAll(asked);
    }

    /** By model, in the order of the pods' names. */
    Map<String, List<Assignment>> byModel() {
        problem.pinnedPairs().stream()
                .filter(pair -> pinned(pair.model(), pair.seat()))
                .forEach(pair -> hold(pair.model(), pair.seat()));
        problem.models().stream().filter(ModelLoad::adapter).forEach(this::withinMaximum);
        problem.seats().forEach(this::withinHostMemory);
        return Assignments.sorted(assignments);
    }

    private boolean pinned(ModelLoad model, PodSeat seat) {
        return pins.contains(new Control.Pin(model.model(), seat.name()));
    }

    private List<Assignment> on(ModelLoad model) {
        return assignments.getOrDefault(model.model(), List.of());
    }

    private Optional<Assignment> on(ModelLoad model, PodSeat seat) {
        return on(model).stream().filter(a -> a.pod().equals(seat.id())).findFirst();
    }

    /** As many requests go there as to each of its other pods, on average. */
    private void hold(ModelLoad model, PodSeat seat) {
        if (on(model, seat).filter(a -> a.weight() > 0).isPresent()) {
            return;
        }
        List<Assignment> others = without(model, seat);
        long hot = others.stream().filter(a -> a.weight() > 0).count();
        List<Assignment> list = new ArrayList<>(others);
        list.add(new Assignment(seat.id(), Tier.HOT, hot == 0 ? 1 : 1.0 / hot));
        assignments.put(model.model(), whole(list));
    }

    private List<Assignment> without(ModelLoad model, PodSeat seat) {
        return on(model).stream().filter(a -> !a.pod().equals(seat.id())).toList();
    }

    private void withinMaximum(ModelLoad model) {
        int most = model.facts().maxReplicas();
        while (most > 0 && on(model).size() > most) {
            Optional<PodSeat> least = problem.seats().stream()
                    .filter(seat -> on(model, seat).isPresent() && !pinned(model, seat))
                    .min(Comparator.comparingDouble(
                            seat -> on(model, seat).orElseThrow().weight()));
            if (least.isEmpty()) {
                return;
            }
            drop(model, least.get(), "it may have " + most + " replicas");
        }
    }

    private void withinHostMemory(PodSeat seat) {
        List<ModelLoad> there = on(seat);
        while (there.size() > seat.hostRoom()) {
            Optional<ModelLoad> least = there.stream()
                    .filter(model -> !pinned(model, seat))
                    .min(Comparator.comparing(this::lastCopy)
                            .thenComparing(
                                    model -> on(model, seat).orElseThrow().weight())
                            .thenComparing(model -> -on(model).size())
                            .thenComparing(model -> model.facts().urgency())
                            .thenComparing(ModelLoad::index));
            if (least.isEmpty()) {
                return;
            }
            drop(least.get(), seat, "host memory is full");
            there.remove(least.get());
        }
    }

    private List<ModelLoad> on(PodSeat seat) {
        return problem.models().stream()
                .filter(model -> model.adapter() && on(model, seat).isPresent())
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private boolean lastCopy(ModelLoad model) {
        return model.facts().kept() && on(model).size() == 1;
    }

    /** What has no place left there goes where it is, if that has one, or can make one by a copy that is no last one. */
    private void drop(ModelLoad model, PodSeat seat, String why) {
        skipped.add(model.model() + " on " + seat.name() + " (" + why + ")");
        List<Assignment> left = without(model, seat);
        assignments.remove(model.model());
        if (!left.isEmpty()) {
            assignments.put(model.model(), withTraffic(left));
        } else if (model.facts().kept()) {
            problem.seats().stream()
                    .filter(other -> !other.equals(seat) && model.current(other) && model.allowed(other))
                    .filter(this::hasPlace)
                    .findFirst()
                    .ifPresent(other -> {
                        assignments.put(model.model(), List.of(new Assignment(other.id(), Tier.HOT, 1)));
                        withinHostMemory(other);
                    });
        }
    }

    private boolean hasPlace(PodSeat seat) {
        List<ModelLoad> there = on(seat);
        return there.size() < seat.hostRoom()
                || there.stream().anyMatch(model -> !pinned(model, seat) && !lastCopy(model));
    }

    /** With the traffic of one that is not there any more: if no other has any, spare copies take it, hot ones or else all. */
    static List<Assignment> withTraffic(List<Assignment> left) {
        if (left.stream().anyMatch(a -> a.weight() > 0)) {
            return whole(left);
        }
        boolean anyHot = left.stream().anyMatch(a -> a.tier() == Tier.HOT);
        return whole(left.stream()
                .map(a -> anyHot && a.tier() == Tier.WARM ? a : new Assignment(a.pod(), Tier.HOT, 1))
                .toList());
    }

    private static List<Assignment> whole(List<Assignment> list) {
        int[] parts =
                Shares.of(PARTS, list.stream().mapToDouble(Assignment::weight).toArray());
        List<Assignment> whole = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            Assignment one = list.get(i);
            double weight = one.tier() == Tier.HOT ? (double) parts[i] / PARTS : 0;
            whole.add(new Assignment(one.pod(), one.tier(), weight));
        }
        return whole;
    }
}
