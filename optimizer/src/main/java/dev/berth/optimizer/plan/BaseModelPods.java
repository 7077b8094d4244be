package dev.berth.optimizer.plan;

import dev.berth.domain.demand.AdapterDemand;
import dev.berth.domain.fleet.DeploymentSpec;
import dev.berth.domain.placement.PlacementPlan.Spare;
import dev.berth.optimizer.problem.ModelLoad;
import dev.berth.optimizer.problem.PlanInputs;
import dev.berth.optimizer.problem.PodSeat;
import dev.berth.optimizer.problem.Units;
import dev.berth.optimizer.score.Occupancy;
import dev.berth.optimizer.score.PlacementRule;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** How many pods the deployments of one base model should have, which share its load: the steps of {@link PodCounts}. */
final class BaseModelPods {
    private final ScaleTerms terms;
    private final PlanInputs in;
    private final Occupancy after;
    private final Map<String, Integer> counts;
    private final List<Spare> spares;
    private final Set<String> without;
    private final List<DeploymentSpec> deployments;
    private final List<ModelLoad> models;
    private final PodRoom room;

    /** Load when a pod that is asked for now would serve. */
    private final double expected;

    /** Load that is not only a minute's. */
    private final double lasting;

    /**
     * @param after the placement that was found without the pods that are leaving
     * @param counts pods by deployment; {@link #decide} changes those of this base model
     * @param spares pods that could go or are leaving; changed likewise
     * @param without names of the pods that are leaving; changed likewise
     */
    BaseModelPods(
            ScaleTerms terms,
            LoadTrend trend,
            String base,
            PlanInputs in,
            Occupancy after,
            Map<String, Integer> counts,
            List<Spare> spares,
            Set<String> without) {
        this.terms = terms;
        this.in = in;
        this.after = after;
        this.counts = counts;
        this.spares = spares;
        this.without = without;
        this.deployments = in.catalog().deployments().stream()
                .filter(d -> d.baseModel().equals(base))
                .sorted(Comparator.comparing(DeploymentSpec::name))
                .toList();
        this.models = after.problem().models().stream()
                .filter(model -> model.facts().baseModel().equals(base))
                .toList();
        this.room = new PodRoom(deployments, models, after, terms.fill());
        double load = heard()
                * models.stream()
                        .mapToDouble(model -> Units.pods(model.facts().load()))
                        .sum();
        trend.saw(base, in.nowMillis(), load);
        this.expected = trend.ahead(base, terms.coldStartSeconds());
        this.lasting = trend.lasting(base, terms.coldStartSeconds());
    }

    /**
     * What came in the last window over what was foretold, if it is more: a rise that all models share is seen in their sum
     * long before it shows in any of them.
     */
    private double heard() {
        double foretold = 0;
        double came = 0;
        for (ModelLoad model : models) {
            AdapterDemand demand = in.demand().get(model.model());
            foretold += model.facts().ratePerSecond();
            came += demand == null || model.facts().ratePerSecond() == 0 ? 0 : demand.arrivalsPerSecond();
        }
        return foretold > 0 ? Math.max(1, came / foretold) : 1;
    }

    void decide() {
        if (!room.need(expected).metBy(room.kinds(1, counts), present())) {
            grow();
        } else if (leavesOut()) {
            takeBack(false);
        } else if (quiet()) {
            spare();
        }
    }

    /** Pods that were to go are back at once, and those that start are only as many as it then takes. */
    private void grow() {
        takeBack(true);
        double others = in.catalog().deployments().stream()
                .filter(d -> !deployments.contains(d))
                .mapToDouble(d -> counts.get(d.name()) * d.pricePerHour())
                .sum();
        double budget = terms.maxPricePerHour() == 0 ? Double.POSITIVE_INFINITY : terms.maxPricePerHour() - others;
        int[] mix = PodMix.cheapest(room.kinds(1, counts), room.need(expected), budget);
        for (int d = 0; d < mix.length; d++) {
            counts.put(deployments.get(d).name(), mix[d]);
        }
    }

    /** Whether there are pods enough for all together, and yet something is left out that a pod that goes might take. */
    private boolean leavesOut() {
        int rank = spares.stream()
                .flatMap(spare -> deployments.stream().filter(d -> d.name().equals(spare.deployment())))
                .mapToInt(DeploymentSpec::maxLoraRank)
                .max()
                .orElse(-1);
        return models.stream()
                .anyMatch(model -> after.unserved(model) > 0 && model.facts().rank() <= rank);
    }

    /**
     * @param onlyNeeded no more of them than the bound asks for
     */
    private void takeBack(boolean onlyNeeded) {
        for (Spare spare : List.copyOf(spares)) {
            boolean ours = deployments.stream().anyMatch(d -> d.name().equals(spare.deployment()));
            boolean enough = onlyNeeded && room.need(expected).metBy(room.kinds(1, counts), present());
            if (ours && !enough) {
                spares.remove(spare);
                without.remove(spare.pod());
                counts.merge(spare.deployment(), 1, Integer::sum);
            }
        }
    }

    /** Everything is served within its target by pods that are all there. */
    private boolean quiet() {
        boolean met = after.violation(PlacementRule.OVERLOAD) == 0 && after.violation(PlacementRule.SERVED) == 0;
        return met && deployments.stream().allMatch(d -> seats(d) >= counts.get(d.name()));
    }

    private long seats(DeploymentSpec deployment) {
        return after.problem().seats().stream()
                .filter(seat -> seat.deployment().equals(deployment.name()))
                .count();
    }

    /** As many as could go, each with the time since when so many could; the first goes when its time has come. */
    private void spare() {
        List<Spare> known = known();
        int[] fewer = present();
        boolean oneLeaves = spares.stream().anyMatch(Spare::leaving);
        for (int nth = 0; ; nth++) {
            Optional<DeploymentSpec> from = spareable(fewer);
            if (from.isEmpty()) {
                return;
            }
            String deployment = from.get().name();
            PodSeat pod = Evacuation.cheapest(deployment, after, names(spares)).orElseThrow();
            long since = nth < known.size() ? known.get(nth).sinceMillis() : in.nowMillis();
            boolean longEnough = in.nowMillis() - since >= Math.round(terms.spareSeconds() * 1000);
            if (nth == 0 && longEnough && !oneLeaves) {
                letGo(pod, deployment, since);
            } else {
                spares.add(new Spare(pod.id().pod(), deployment, since, false));
            }
        }
    }

    private static Set<String> names(List<Spare> spares) {
        return spares.stream().map(Spare::pod).collect(Collectors.toSet());
    }

    private List<Spare> known() {
        return in.currentPlan().stream()
                .flatMap(plan -> plan.spares().stream())
                .filter(spare -> !spare.leaving())
                .filter(spare -> deployments.stream().anyMatch(d -> d.name().equals(spare.deployment())))
                .toList();
    }

    private void letGo(PodSeat pod, String deployment, long since) {
        counts.merge(deployment, -1, Integer::sum);
        if (terms.evacuates()) {
            spares.add(new Spare(pod.id().pod(), deployment, since, true));
            without.add(pod.id().pod());
        }
    }

    /** The dearest deployment that could have one pod less, which is then taken off. */
    private Optional<DeploymentSpec> spareable(int[] fewer) {
        for (DeploymentSpec deployment : deployments.stream()
                .sorted(Comparator.comparingDouble(DeploymentSpec::pricePerHour)
                        .reversed()
                        .thenComparing(DeploymentSpec::name))
                .toList()) {
            int d = deployments.indexOf(deployment);
            if (fewer[d] <= deployment.minPods()
                    || Evacuation.cheapest(deployment.name(), after, names(spares))
                            .isEmpty()) {
                continue;
            }
            fewer[d]--;
            if (room.need(lasting).metBy(room.kinds(terms.spareShare(), counts), fewer)) {
                return Optional.of(deployment);
            }
            fewer[d]++;
        }
        return Optional.empty();
    }

    private int[] present() {
        return deployments.stream().mapToInt(d -> counts.get(d.name())).toArray();
    }
}
