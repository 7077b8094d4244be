package dev.berth.optimizer.plan;

import dev.berth.domain.fleet.DeploymentSpec;
import dev.berth.optimizer.plan.PodMix.Need;
import dev.berth.optimizer.problem.ModelLoad;
import dev.berth.optimizer.problem.PairBar;
import dev.berth.optimizer.problem.PodSeat;
import dev.berth.optimizer.problem.Units;
import dev.berth.optimizer.score.Occupancy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the deployments of one base model hold, and what its demand needs, whatever the placement: load up to the target, GPU slots
 * of the adapters that are active at once, and host memory for every replica. A bound: a placement may need more.
 */
final class PodRoom {
    /** Standard deviations above the mean that a sum of many independent parts exceeds once in a hundred times. */
    private static final double ALL_BUT_ONE_IN_A_HUNDRED = 2.33;

    private final List<DeploymentSpec> deployments;
    private final List<ModelLoad> models;
    private final Occupancy after;
    private final double fill;

    /**
     * @param deployments of the base model
     * @param models of the base model, itself included
     * @param after the placement that was found, for its pods and terms
     * @param fill share of the target load that is planned for
     */
    PodRoom(List<DeploymentSpec> deployments, List<ModelLoad> models, Occupancy after, double fill) {
        this.deployments = List.copyOf(deployments);
        this.models = List.copyOf(models);
        this.after = after;
        this.fill = fill;
    }

    /**
     * One for each deployment, in their order.
     *
     * @param share of what pods are filled to otherwise, load and slots
     * @param counts pods that there are or will be, by deployment
     */
    List<PodMix.Kind> kinds(double share, Map<String, Integer> counts) {
        boolean strict = after.problem().terms().strictSlots();
        double reference = sum(null);
        List<PodMix.Kind> kinds = new ArrayList<>();
        for (DeploymentSpec d : deployments) {
            double own = sum(d);
            double worth = !serves(d) ? 0 : own > 0 && reference > 0 ? reference / own : 1;
            int from = counts.get(d.name());
            kinds.add(new PodMix.Kind(
                    d.name(),
                    from,
                    d.maxPods(),
                    d.pricePerHour(),
                    share * fill * target(d) * worth,
                    slots(d, share),
                    !serves(d) ? 0 : strict ? d.maxLoras() : d.maxCpuLoras()));
        }
        return kinds;
    }

    /** GPU slots of a pod that may be counted on; strict ones are whole. */
    private double slots(DeploymentSpec d, double share) {
        if (!serves(d)) {
            return 0;
        }
        return after.problem().terms().strictSlots() ? d.maxLoras() : share * d.maxLoras();
    }

    /** Not if its profile meets the objective for no length: then none of its pods is of any use. */
    private boolean serves(DeploymentSpec deployment) {
        return after.problem().seats().stream()
                .filter(seat -> seat.deployment().equals(deployment.name()))
                .findFirst()
                .map(seat -> models.isEmpty() || models.stream().anyMatch(model -> model.bar(seat) != PairBar.PROFILE))
                .orElse(true);
    }

    /** All of the load if it were on this deployment; where it is heaviest if none is given. */
    private double sum(DeploymentSpec deployment) {
        Optional<PodSeat> seat = deployment == null
                ? Optional.empty()
                : after.problem().seats().stream()
                        .filter(s -> s.deployment().equals(deployment.name()))
                        .findFirst();
        return models.stream()
                .mapToDouble(model -> Units.pods(
                        seat.map(model::load).orElseGet(() -> model.facts().load())))
                .sum();
    }

    private double target(DeploymentSpec deployment) {
        return after.problem().seats().stream()
                .filter(seat -> seat.deployment().equals(deployment.name()))
                .mapToDouble(seat -> Units.pods(seat.overloadAbove()))
                .findFirst()
                .orElse(after.problem().terms().targetLoad());
    }

    /**
     * Which adapters are active at once is chance: slots are counted for all but one moment in a hundred.
     *
     * @param load in pods
     */
    Need need(double load) {
        double active = 0;
        double variance = 0;
        long replicas = 0;
        double target = after.problem().terms().targetLoad();
        for (ModelLoad model : models) {
            if (model.adapter()) {
                double pods = Units.pods(model.facts().load());
                double often = model.slotUseOf(1) / (double) Units.SLOT;
                active += often;
                variance += often * (1 - often);
                replicas += Math.max(model.facts().minReplicas(), (long) Math.ceil(pods / target - 1e-9));
            }
        }
        return new Need(load, active + ALL_BUT_ONE_IN_A_HUNDRED * Math.sqrt(variance), replicas);
    }
}
