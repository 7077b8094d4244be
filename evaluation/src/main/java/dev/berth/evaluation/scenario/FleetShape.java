package dev.berth.evaluation.scenario;

import dev.berth.domain.fleet.Catalog;
import dev.berth.domain.fleet.DeploymentSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** How many pods of which deployment stand in which zone. */
final class FleetShape {
    private FleetShape() {}

    /** Pods of each deployment in turn, named {@code DEPLOYMENT-1}..., each in the next zone. */
    static List<ScenarioPod> pods(List<String> deployments, int[] counts, List<String> zones) {
        List<ScenarioPod> pods = new ArrayList<>();
        for (int d = 0; d < counts.length; d++) {
            String deployment = deployments.get(d);
            String prefix = deployment.substring(deployment.indexOf('/') + 1);
            for (int i = 1; i <= counts[d]; i++) {
                pods.add(new ScenarioPod(prefix + "-" + i, deployment, zones.get(pods.size() % zones.size())));
            }
        }
        return pods;
    }

    static Scenario withPods(Scenario scenario, int count) {
        List<DeploymentSpec> deployments = scenario.deployments();
        if (count < 1) {
            throw new IllegalArgumentException("a fleet has at least one pod, not " + count);
        }
        int[] today = new int[deployments.size()];
        for (int d = 0; d < today.length; d++) {
            String name = deployments.get(d).name();
            today[d] = (int) scenario.pods().stream()
                    .filter(pod -> pod.deployment().equals(name))
                    .count();
        }
        int[] counts = proportional(today, count);
        List<DeploymentSpec> fixed = new ArrayList<>();
        for (int d = 0; d < counts.length; d++) {
            fixed.add(fixed(deployments.get(d), counts[d]));
        }
        List<ScenarioPod> pods =
                pods(deployments.stream().map(DeploymentSpec::name).toList(), counts, scenario.zones());
        Catalog catalog = scenario.catalog();
        Catalog changed =
                new Catalog(catalog.version(), catalog.madeAtMillis(), catalog.adapters(), catalog.sloClasses(), fixed);
        return scenario.with(changed, scenario.engines(), pods, scenario.traffic(), scenario.faults());
    }

    /** Whole numbers in the proportions of others (largest remainders first, ties to the first). */
    static int[] proportional(int[] weights, int total) {
        int sum = 0;
        for (int weight : weights) {
            sum += weight;
        }
        int[] shares = new int[weights.length];
        int given = 0;
        List<Integer> byRemainder = new ArrayList<>();
        for (int i = 0; i < weights.length; i++) {
            shares[i] = (int) ((long) weights[i] * total / sum);
            given += shares[i];
            byRemainder.add(i);
        }
        int all = sum;
        byRemainder.sort(Comparator.comparingLong((Integer i) -> -((long) weights[i] * total % all)));
        for (int i = 0; given < total; i++, given++) {
            shares[byRemainder.get(i)]++;
        }
        return shares;
    }

    static DeploymentSpec fixed(DeploymentSpec spec, int pods) {
        return new DeploymentSpec(
                spec.name(),
                spec.baseModel(),
                spec.gpu(),
                spec.pricePerHour(),
                spec.maxLoras(),
                spec.maxCpuLoras(),
                spec.maxLoraRank(),
                pods,
                pods);
    }
}
