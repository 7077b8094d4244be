package dev.berth.optimizer.plan;

import dev.berth.domain.fleet.PodIncarnation;
import dev.berth.domain.fleet.PodState;
import dev.berth.domain.fleet.Readiness;
import dev.berth.domain.placement.Assignment;
import dev.berth.domain.placement.PlacementPlan;
import dev.berth.domain.placement.Tier;
import dev.berth.optimizer.policy.PlacementStart;
import dev.berth.optimizer.policy.Shares;
import dev.berth.optimizer.problem.ModelLoad;
import dev.berth.optimizer.problem.PlacementProblem;
import dev.berth.optimizer.problem.PlanInputs;
import dev.berth.optimizer.problem.PlanningTerms;
import dev.berth.optimizer.problem.PodSeat;
import dev.berth.optimizer.problem.ProblemReader;
import dev.berth.optimizer.score.Occupancy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * An earlier plan on today's fleet, for the way back. Its assignments hold as they were, on the incarnation that a pod has
 * now. What is on pods that are gone is skipped and said, and the others of the same model take its share, spare copies if
 * there is nothing else. A model that the
 * earlier plan does not know, or has on lost pods only, stays where the plan in force has it, so that going back never
 * takes the last replica away. Pods are not taken away either.
 */
final class EarlierPlan {
    private static final int PARTS = 10_000;
    private static final int MOST_SAID = 5;

    private final PlanInputs in;
    private final PlacementPlan earlier;
    private final Map<String, PodIncarnation> ready = new HashMap<>();
    private final List<String> skipped = new ArrayList<>();
    private final Map<String, Double> unserved = new HashMap<>();

    EarlierPlan(PlanInputs in, PlacementPlan earlier) {
        this.in = in;
        this.earlier = earlier;
        in.fleet().readyPods().stream().map(PodState::id).forEach(id -> ready.put(id.pod(), id));
    }

    PlacementPlan draft(PlanningTerms terms, long staleMillis, String why) {
        Map<String, List<Assignment>> assignments = assignments();
        PlacementProblem problem = ProblemReader.read(in, terms, staleMillis);
        String said = skipped.isEmpty() ? "" : "; skipped: " + listed();
        PodCounts pods = new PodCounts(ScaleTerms.DEFAULTS);
        Drafts drafts = new Drafts(
                in,
                PlacementStart.asItIs(problem, PlanMaker.unservedShares(in)),
                pods.today(in),
                new PlacementPlan.SolverRun(why + said, 0, 0, 0));
        return drafts.ofEarlier(occupancy(problem, assignments), assignments, podCounts());
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

    Map<String, List<Assignment>> assignments() {
        Map<String, List<Assignment>> again = new TreeMap<>();
        TreeSet<String> models = new TreeSet<>(earlier.assignments().keySet());
        in.currentPlan().ifPresent(plan -> models.addAll(plan.assignments().keySet()));
        for (String model : models) {
            if (!known(model)) {
                skipped.add(model + " (no longer in the catalog)");
                continue;
            }
            List<Assignment> list = onReadyPods(model, earlier);
            if (hot(list) > 0) {
                share(model, earlier);
            } else {
                list = in.currentPlan().map(plan -> onReadyPods(model, plan)).orElse(List.of());
                in.currentPlan().ifPresent(plan -> share(model, plan));
            }
            if (hot(list) > 0) {
                again.put(model, list);
            }
        }
        return again;
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

    private List<Assignment> onReadyPods(String model, PlacementPlan plan) {
        List<Assignment> all = plan.assignments().getOrDefault(model, List.of());
        List<Assignment> kept = new ArrayList<>();
        for (Assignment assignment : all) {
            PodIncarnation now = ready.get(assignment.pod().pod());
            if (now == null) {
                skipped.add(model + " on " + assignment.pod().pod() + " (not ready)");
            } else {
                kept.add(new Assignment(now, assignment.tier(), assignment.weight()));
            }
        }
        return kept.size() == all.size() ? kept : wholeAgain(hot(kept) > 0 ? kept : withTraffic(kept));
    }

    /** Spare copies, alone now, take the traffic: all that are hot, or else the warm ones. */
    private static List<Assignment> withTraffic(List<Assignment> spares) {
        boolean anyHot = spares.stream().anyMatch(a -> a.tier() == Tier.HOT);
        return spares.stream()
                .map(a -> anyHot && a.tier() == Tier.WARM ? a : new Assignment(a.pod(), Tier.HOT, 1))
                .toList();
    }

    private static List<Assignment> wholeAgain(List<Assignment> kept) {
        int[] parts =
                Shares.of(PARTS, kept.stream().mapToDouble(Assignment::weight).toArray());
        List<Assignment> whole = new ArrayList<>();
        for (int i = 0; i < kept.size(); i++) {
            Assignment one = kept.get(i);
            double weight = one.tier() == Tier.HOT ? (double) parts[i] / PARTS : 0;
            whole.add(new Assignment(one.pod(), one.tier(), weight));
        }
        return whole;
    }

    private Occupancy occupancy(PlacementProblem problem, Map<String, List<Assignment>> assignments) {
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
