package dev.berth.optimizer.plan;

import dev.berth.domain.fleet.PodIncarnation;
import dev.berth.domain.fleet.Readiness;
import dev.berth.domain.placement.Assignment;
import dev.berth.domain.placement.PlacementPlan;
import dev.berth.domain.placement.Tier;
import dev.berth.optimizer.policy.PlacementStart;
import dev.berth.optimizer.policy.Shares;
import dev.berth.optimizer.problem.ModelLoad;
import dev.berth.optimizer.problem.PairBar;
import dev.berth.optimizer.problem.PlacementProblem;
import dev.berth.optimizer.problem.PlanInputs;
import dev.berth.optimizer.problem.PlanningTerms;
import dev.berth.optimizer.problem.PodSeat;
import dev.berth.optimizer.problem.ProblemReader;
import dev.berth.optimizer.score.Occupancy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * An earlier plan on today's fleet, for the way back. Its assignments hold as they were, on the incarnation that a pod has
 * now. What is on pods that are gone is skipped and said, and the others of the same model take its share, spare copies if
 * there is nothing else; likewise what a pod may no longer have, or has no more room for, and pins that were set since hold
 * ({@link HoldableAssignments}). A model that the earlier plan does not know, or has on lost pods only, stays where the plan in
 * force has it, or where it is, so that going back never takes the last replica away. Pods are not taken away either. Loads
 * that are under way may be called off: that is what a way back is for.
 */
final class EarlierPlan {
    private static final int MOST_SAID = 5;

    private final PlanInputs in;
    private final PlacementPlan earlier;
    private final PlacementProblem problem;
    private final Map<String, PodSeat> seats = new HashMap<>();
    private final Map<String, ModelLoad> models = new HashMap<>();
    private final List<String> skipped = new ArrayList<>();
    private final Map<String, Double> unserved = new HashMap<>();

    EarlierPlan(PlanInputs in, PlacementPlan earlier, PlanningTerms terms, long staleMillis) {
        this.in = in;
        this.earlier = earlier;
        this.problem = ProblemReader.read(in, terms, staleMillis);
        problem.seats().forEach(seat -> seats.put(seat.name(), seat));
        problem.models().forEach(model -> models.put(model.model(), model));
    }

    PlacementPlan draft(String why) {
        Map<String, List<Assignment>> assignments =
                new HoldableAssignments(problem, in.control().pins(), assignments(), skipped).byModel();
        String said = skipped.isEmpty() ? "" : "; skipped: " + listed();
        PodCounts pods = new PodCounts(ScaleTerms.DEFAULTS);
        Drafts drafts = new Drafts(
                in,
                PlacementStart.asItIs(problem, PlanMaker.unservedShares(in)),
                pods.today(in),
                new PlacementPlan.SolverRun(why + said, 0, 0, 0));
        return drafts.ofEarlier(occupancy(assignments), assignments, podCounts());
    }

    /** As many as the earlier plan wanted, but none of those that are there is taken away. */
    private Map<String, Integer> podCounts() {
        Map<String, Integer> counts = new TreeMap<>();
        in.catalog().deployments().forEach(deployment -> {
            int there = (int) in.fleet().pods().stream()
                    .filter(pod -> pod.deployment().equals(deployment.name()))
                    .filter(pod -> pod.readiness() != Readiness.TERMINATING)
                    .count();
            int wanted = Math.min(deployment.maxPods(), earlier.podCounts().getOrDefault(deployment.name(), 0));
            counts.put(deployment.name(), Math.max(deployment.minPods(), Math.max(there, wanted)));
        });
        return counts;
    }

    private String listed() {
        String first = String.join(", ", skipped.subList(0, Math.min(MOST_SAID, skipped.size())));
        return skipped.size() > MOST_SAID ? first + " and " + (skipped.size() - MOST_SAID) + " more" : first;
    }

    private Map<String, List<Assignment>> assignments() {
        Map<String, List<Assignment>> again = new TreeMap<>();
        TreeSet<String> names = new TreeSet<>(earlier.assignments().keySet());
        in.currentPlan().ifPresent(plan -> names.addAll(plan.assignments().keySet()));
        problem.models().forEach(model -> names.add(model.model()));
        for (String name : names) {
            if (!known(name)) {
                skipped.add(name + " (no longer in the catalog)");
                continue;
            }
            List<Assignment> list = where(name);
            if (!list.isEmpty()) {
                again.put(name, list);
            }
        }
        return again;
    }

    /** Where the earlier plan sends traffic of it; or else where it is planned now, or where it is. */
    private List<Assignment> where(String model) {
        List<Assignment> then = onSeats(model, earlier);
        if (hot(then) > 0) {
            share(model, earlier);
            return then;
        }
        List<Assignment> now =
                in.currentPlan().map(plan -> onSeats(model, plan)).orElse(List.of());
        in.currentPlan().ifPresent(plan -> share(model, plan));
        if (!now.isEmpty() || !then.isEmpty()) {
            return now.isEmpty() ? then : now;
        }
        ModelLoad load = models.get(model);
        return load == null || !load.facts().kept()
                ? List.of()
                : problem.seats().stream()
                        .filter(seat -> load.current(seat) && load.allowed(seat))
                        .limit(1)
                        .map(seat -> new Assignment(seat.id(), Tier.HOT, 1))
                        .toList();
    }

    private boolean known(String model) {
        return in.catalog().adapter(model).isPresent()
                || in.catalog().deployments().stream()
                        .anyMatch(d -> d.baseModel().equals(model));
    }

    private void share(String model, PlacementPlan plan) {
        plan.unserved().stream().filter(u -> u.model().equals(model)).forEach(u -> unserved.put(model, u.share()));
    }

    private static double hot(List<Assignment> list) {
        return list.stream().mapToDouble(Assignment::weight).sum();
    }

    private List<Assignment> onSeats(String model, PlacementPlan plan) {
        List<Assignment> all = plan.assignments().getOrDefault(model, List.of()).stream()
                .sorted(Comparator.comparing(a -> a.pod().pod()))
                .toList();
        List<Assignment> kept = new ArrayList<>();
        for (Assignment assignment : all) {
            PodSeat seat = seats.get(assignment.pod().pod());
            String why = whyNot(model, seat);
            if (why.isEmpty()) {
                kept.add(new Assignment(seat.id(), assignment.tier(), assignment.weight()));
            } else {
                skipped.add(model + " on " + assignment.pod().pod() + " (" + why + ")");
            }
        }
        return kept.size() == all.size() ? kept : HoldableAssignments.withTraffic(kept);
    }

    /** Empty if it may be there. */
    private String whyNot(String model, PodSeat seat) {
        if (seat == null) {
            return "not ready";
        }
        ModelLoad load = models.get(model);
        if (load == null) {
            return seat.baseModel().equals(model) ? "" : PairBar.BASE_MODEL.words();
        }
        return load.allowed(seat) ? "" : load.bar(seat).words();
    }

    private Occupancy occupancy(Map<String, List<Assignment>> assignments) {
        Occupancy occupancy = new Occupancy(problem);
        for (ModelLoad model : problem.models()) {
            Map<PodIncarnation, Double> weights = new HashMap<>();
            assignments.getOrDefault(model.model(), List.of()).forEach(a -> weights.put(a.pod(), a.weight()));
            double left = weights.isEmpty() ? 1 : unserved.getOrDefault(model.model(), 0.0);
            int served = model.quanta() - (int) Math.round(left * model.quanta());
            int[] parts = Shares.of(
                    served,
                    problem.seats().stream()
                            .mapToDouble(s -> weights.getOrDefault(s.id(), 0.0))
                            .toArray());
            int out = model.quanta();
            for (PodSeat seat : problem.seats()) {
                for (int i = parts[seat.index()]; i > 0; i--) {
                    occupancy.put(model, seat);
                    out--;
                }
            }
            for (; out > 0; out--) {
                occupancy.put(model, null);
            }
        }
        return occupancy;
    }
}
