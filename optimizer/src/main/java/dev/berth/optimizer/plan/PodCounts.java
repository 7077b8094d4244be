package dev.berth.optimizer.plan;

import dev.berth.domain.fleet.DeploymentSpec;
import dev.berth.domain.fleet.Readiness;
import dev.berth.optimizer.problem.ModelLoad;
import dev.berth.optimizer.problem.PlanInputs;
import dev.berth.optimizer.problem.Units;
import dev.berth.optimizer.score.Occupancy;
import dev.berth.optimizer.score.PlacementRule;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many pods each deployment should have: adapters first, pods next. Pods are added only when the placement leaves demand
 * unserved or pods beyond target, and a bound proves that today's pods are too few for any placement. Never fewer than
 * before: which pod to give up is a decision that this version does not make.
 */
final class PodCounts {
    private PodCounts() {}

    static Map<String, Integer> today(PlanInputs in) {
        Map<String, Integer> counts = new TreeMap<>();
        in.catalog().deployments().forEach(deployment -> {
            int pods = (int) in.fleet().pods().stream()
                    .filter(p -> p.deployment().equals(deployment.name()) && p.readiness() != Readiness.TERMINATING)
                    .count();
            int wanted = in.currentPlan()
                    .map(plan -> plan.podCounts().getOrDefault(deployment.name(), 0))
                    .orElse(0);
            int most = Math.max(pods, deployment.maxPods());
            counts.put(deployment.name(), Math.max(deployment.minPods(), Math.min(most, Math.max(pods, wanted))));
        });
        return counts;
    }

    static Map<String, Integer> wanted(PlanInputs in, Occupancy after) {
        Map<String, Integer> counts = today(in);
        boolean met = after.violation(PlacementRule.OVERLOAD) == 0 && after.violation(PlacementRule.SERVED) == 0;
        if (met) {
            return counts;
        }
        in.catalog().deployments().stream()
                .map(DeploymentSpec::baseModel)
                .distinct()
                .sorted()
                .forEach(base -> grow(base, in, after, counts));
        return counts;
    }

    private static void grow(String baseModel, PlanInputs in, Occupancy after, Map<String, Integer> counts) {
        int lacking = least(baseModel, after, in) - pods(baseModel, in, counts);
        for (DeploymentSpec cheapest : in.catalog().deployments().stream()
                .filter(d -> d.baseModel().equals(baseModel))
                .sorted(Comparator.comparingDouble(DeploymentSpec::pricePerHour).thenComparing(DeploymentSpec::name))
                .toList()) {
            int had = counts.get(cheapest.name());
            int more = Math.max(0, Math.min(lacking, cheapest.maxPods() - had));
            counts.put(cheapest.name(), had + more);
            lacking -= more;
        }
    }

    private static int pods(String baseModel, PlanInputs in, Map<String, Integer> counts) {
        return in.catalog().deployments().stream()
                .filter(d -> d.baseModel().equals(baseModel))
                .mapToInt(d -> counts.get(d.name()))
                .sum();
    }

    /** The most of three bounds: by load, by host memory for the least replicas, and in strict mode by slots for them. */
    private static int least(String baseModel, Occupancy after, PlanInputs in) {
        double target = after.problem().terms().targetLoad();
        double load = 0;
        long replicas = 0;
        for (ModelLoad model : after.problem().models()) {
            if (!model.facts().baseModel().equals(baseModel)) {
                continue;
            }
            double pods = Units.pods(model.facts().load());
            load += pods;
            replicas += model.adapter() ? Math.max(model.facts().minReplicas(), (long) Math.ceil(pods / target)) : 0;
        }
        boolean strict = after.problem().terms().strictSlots();
        int room = in.catalog().deployments().stream()
                .filter(d -> d.baseModel().equals(baseModel))
                .mapToInt(d -> strict ? d.maxLoras() : d.maxCpuLoras())
                .max()
                .orElse(0);
        long byRoom = room == 0 ? 0 : (replicas + room - 1) / room;
        return (int) Math.max(byRoom, (long) Math.ceil(load / target - 1e-9));
    }
}
