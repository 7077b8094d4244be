package dev.berth.optimizer.explain;

import dev.berth.domain.placement.Assignment;
import dev.berth.domain.placement.PlacementPlan;
import dev.berth.domain.placement.Tier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Where two plans differ: model by model and pod by pod, and in pod counts.
 *
 * @param pairs sorted by model and pod
 * @param scales sorted by deployment
 */
public record PlanDifference(List<Pair> pairs, List<Scale> scales) {
    public PlanDifference {
        pairs = List.copyOf(pairs);
        scales = List.copyOf(scales);
    }

    /**
     * One model on one pod, whatever the pod's incarnation.
     *
     * @param before {@code hot}, {@code warm} or empty if it was not there
     * @param after likewise
     */
    public record Pair(String model, String pod, String before, double weightBefore, String after, double weightAfter) {
        boolean same() {
            return before.equals(after) && weightBefore == weightAfter;
        }

        boolean comes() {
            return before.isEmpty();
        }

        boolean traffic() {
            return weightBefore > 0 || weightAfter > 0;
        }

        boolean goes() {
            return after.isEmpty();
        }
    }

    /** Pods of one deployment. */
    public record Scale(String deployment, int before, int after) {}

    public static PlanDifference between(PlacementPlan before, PlacementPlan after) {
        List<Pair> pairs = new ArrayList<>();
        for (String model : both(before.assignments(), after.assignments())) {
            Map<String, Assignment> had = byPod(before, model);
            Map<String, Assignment> has = byPod(after, model);
            for (String pod : both(had, has)) {
                Pair pair = pair(model, pod, had.get(pod), has.get(pod));
                if (!pair.same()) {
                    pairs.add(pair);
                }
            }
        }
        List<Scale> scales = new ArrayList<>();
        for (String deployment : both(before.podCounts(), after.podCounts())) {
            Scale scale = new Scale(
                    deployment,
                    before.podCounts().getOrDefault(deployment, 0),
                    after.podCounts().getOrDefault(deployment, 0));
            if (scale.before() != scale.after()) {
                scales.add(scale);
            }
        }
        return new PlanDifference(pairs, scales);
    }

    private static TreeSet<String> both(Map<String, ?> one, Map<String, ?> other) {
        TreeSet<String> names = new TreeSet<>(one.keySet());
        names.addAll(other.keySet());
        return names;
    }

    private static Map<String, Assignment> byPod(PlacementPlan plan, String model) {
        Map<String, Assignment> byPod = new TreeMap<>();
        plan.assignments()
                .getOrDefault(model, List.of())
                .forEach(a -> byPod.put(a.pod().pod(), a));
        return byPod;
    }

    private static Pair pair(String model, String pod, Assignment had, Assignment has) {
        return new Pair(model, pod, tier(had), weight(had), tier(has), weight(has));
    }

    private static String tier(Assignment assignment) {
        if (assignment == null) {
            return "";
        }
        return assignment.tier() == Tier.HOT ? "hot" : "warm";
    }

    private static double weight(Assignment assignment) {
        return assignment == null ? 0 : assignment.weight();
    }

    public boolean none() {
        return pairs.isEmpty() && scales.isEmpty();
    }

    /** Whether nothing differs but weights, and those by less than this. */
    public boolean within(double leastReweight) {
        return scales.isEmpty()
                && pairs.stream()
                        .allMatch(p -> Objects.equals(p.before(), p.after())
                                && Math.abs(p.weightAfter() - p.weightBefore()) < leastReweight);
    }
}
