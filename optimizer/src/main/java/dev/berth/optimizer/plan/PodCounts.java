package dev.berth.optimizer.plan;

import dev.berth.domain.demand.AdapterDemand;
import dev.berth.domain.fleet.DeploymentSpec;
import dev.berth.domain.fleet.Fleet;
import dev.berth.domain.fleet.PodState;
import dev.berth.domain.fleet.Readiness;
import dev.berth.domain.placement.PlacementPlan.Spare;
import dev.berth.optimizer.plan.PodMix.Need;
import dev.berth.optimizer.problem.ModelLoad;
import dev.berth.optimizer.problem.PlanInputs;
import dev.berth.optimizer.problem.PodSeat;
import dev.berth.optimizer.problem.Units;
import dev.berth.optimizer.score.Occupancy;
import dev.berth.optimizer.score.PlacementRule;
import dev.berth.optimizer.score.ScoreLevel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How many pods each deployment should have: adapters first, pods next.
 *
 * <p>More, when too few are there or on their way for any placement of the load that is expected when a new pod would serve,
 * or too few slots for the adapters that are active at once but for one moment in a hundred: first the pods that were to go,
 * then the cheapest mix. Pods that do not serve yet are counted, but hold
 * nothing.
 *
 * <p>Fewer, one at a time, when those left over could be filled to a lower share of their target for long enough, and a search
 * without the pod that costs least to evacuate finds nothing overloaded and nothing left out. Since when is kept in the plan
 * in force, so that a new planner, or one that is asked only once, goes on where another stopped.
 */
final class PodCounts {
    /** Standard deviations above the mean that a sum of many independent parts exceeds once in a hundred times. */
    private static final double ALL_BUT_ONE_IN_A_HUNDRED = 2.33;

    private final ScaleTerms terms;
    private final LoadTrend trend = new LoadTrend();

    /**
     * What there should be.
     *
     * @param counts by deployment
     * @param without pods that nothing is to be placed on: if they are others than before, the placement that was judged is
     *     not of these pods
     */
    record Wanted(Map<String, Integer> counts, List<Spare> spares, Set<String> without) {}

    PodCounts(ScaleTerms terms) {
        this.terms = terms;
    }

    /** Pods that the plan in force gives up, as far as they are still there. */
    Set<String> leaving(PlanInputs in) {
        Set<String> leaving = new TreeSet<>();
        if (terms.evacuates()) {
            in.currentPlan().ifPresent(plan -> plan.leaving().stream()
                    .filter(pod -> in.fleet().pod(pod).filter(PodCounts::stays).isPresent())
                    .forEach(leaving::add));
        }
        return leaving;
    }

    /** The same without these pods as places. */
    static PlanInputs without(Set<String> pods, PlanInputs in) {
        if (pods.isEmpty()) {
            return in;
        }
        List<PodState> states = in.fleet().pods().stream()
                .map(pod -> pods.contains(pod.id().pod()) ? terminating(pod) : pod)
                .toList();
        Fleet fleet = new Fleet(
                in.fleet().version(), in.fleet().madeAtMillis(), in.fleet().generation(), states);
        return new PlanInputs(
                in.catalog(),
                fleet,
                in.ledger(),
                in.control(),
                in.demand(),
                in.profiles(),
                in.current(),
                in.nowMillis());
    }

    private static PodState terminating(PodState pod) {
        return new PodState(
                pod.id(),
                pod.deployment(),
                pod.url(),
                pod.zone(),
                Readiness.TERMINATING,
                pod.sinceMillis(),
                pod.registered());
    }

    private static boolean stays(PodState pod) {
        return pod.readiness() != Readiness.TERMINATING;
    }

    /** What the plan in force counts on, and whoever came besides. */
    Map<String, Integer> today(PlanInputs in) {
        Set<String> leaving = leaving(in);
        Map<String, Integer> counts = new TreeMap<>();
        in.catalog().deployments().forEach(deployment -> {
            int pods = (int) in.fleet().pods().stream()
                    .filter(pod -> pod.deployment().equals(deployment.name()) && stays(pod))
                    .filter(pod -> !leaving.contains(pod.id().pod()))
                    .count();
            int planned = in.currentPlan()
                    .map(plan -> plan.podCounts().getOrDefault(deployment.name(), 0))
                    .orElse(0);
            boolean known = in.currentPlan()
                    .filter(plan -> plan.podCounts().containsKey(deployment.name()))
                    .isPresent();
            // Under another's hands the number of pods follows our advice late or never: it stays what it was.
            int now = terms.off() ? pods : terms.evacuates() || !known ? Math.max(pods, planned) : planned;
            int most = Math.max(pods, deployment.maxPods());
            counts.put(deployment.name(), Math.max(deployment.minPods(), Math.min(most, now)));
        });
        return counts;
    }

    /**
     * @param in as read
     * @param after the placement that was found without the pods that are leaving
     */
    Wanted wanted(PlanInputs in, Occupancy after) {
        Map<String, Integer> counts = today(in);
        Set<String> leaving = leaving(in);
        if (terms.off()) {
            return new Wanted(counts, List.of(), leaving);
        }
        List<Spare> spares = new ArrayList<>();
        in.currentPlan().ifPresent(plan -> plan.spares().stream()
                .filter(spare -> spare.leaving() && leaving.contains(spare.pod()))
                .forEach(spares::add));
        Set<String> without = new TreeSet<>(leaving);
        in.catalog().deployments().stream()
                .map(DeploymentSpec::baseModel)
                .distinct()
                .sorted()
                .forEach(base -> new OfBaseModel(base, in, after, counts, spares, without).decide());
        return new Wanted(counts, spares, without);
    }

    /** Whether a placement without a pod that might go leaves nothing to wish for. */
    static boolean sparesWell(Occupancy without) {
        return without.violation(ScoreLevel.RULES) == 0
                && without.violation(ScoreLevel.REPLICAS) == 0
                && without.violation(PlacementRule.SERVED) == 0
                && without.violation(PlacementRule.OVERLOAD) == 0;
    }

    /** As it was, since a pod was tried to be spared in vain: the time until the next try begins anew. */
    Wanted refused(Wanted tried, PlanInputs in) {
        Set<String> leaving = leaving(in);
        List<Spare> spares = tried.spares().stream()
                .map(spare -> spare.leaving() && !leaving.contains(spare.pod())
                        ? new Spare(spare.pod(), spare.deployment(), in.nowMillis(), false)
                        : spare)
                .toList();
        return new Wanted(today(in), spares, leaving);
    }

    /** The deployments of one base model, which share its load. */
    private final class OfBaseModel {
        private final PlanInputs in;
        private final Occupancy after;
        private final Map<String, Integer> counts;
        private final List<Spare> spares;
        private final Set<String> without;
        private final List<DeploymentSpec> deployments;
        private final List<ModelLoad> models;
        /** Load when a pod that is asked for now would serve. */
        private final double expected;

        /** Load that is not only a minute's. */
        private final double lasting;

        OfBaseModel(
                String base,
                PlanInputs in,
                Occupancy after,
                Map<String, Integer> counts,
                List<Spare> spares,
                Set<String> without) {
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
            if (!need(expected).metBy(kinds(1), present())) {
                grow();
            } else if (quiet()) {
                spare();
            }
        }

        // ---- more ----------------------------------------------------------------------------------------------

        /** Pods that were to go are back at once, and those that start are only as many as it then takes. */
        private void grow() {
            for (Spare spare : List.copyOf(spares)) {
                boolean ours = deployments.stream().anyMatch(d -> d.name().equals(spare.deployment()));
                if (ours && !need(expected).metBy(kinds(1), present())) {
                    spares.remove(spare);
                    without.remove(spare.pod());
                    counts.merge(spare.deployment(), 1, Integer::sum);
                }
            }
            double others = in.catalog().deployments().stream()
                    .filter(d -> !deployments.contains(d))
                    .mapToDouble(d -> counts.get(d.name()) * d.pricePerHour())
                    .sum();
            double budget = terms.maxPricePerHour() == 0 ? Double.POSITIVE_INFINITY : terms.maxPricePerHour() - others;
            int[] mix = PodMix.cheapest(kinds(1), need(expected), budget);
            for (int d = 0; d < mix.length; d++) {
                counts.put(deployments.get(d).name(), mix[d]);
            }
        }

        // ---- fewer ---------------------------------------------------------------------------------------------

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
                PodSeat pod = Evacuation.cheapest(deployment, after).orElseThrow();
                long since = nth < known.size() ? known.get(nth).sinceMillis() : in.nowMillis();
                boolean longEnough = in.nowMillis() - since >= Math.round(terms.spareSeconds() * 1000);
                if (nth == 0 && longEnough && !oneLeaves) {
                    letGo(pod, deployment, since);
                } else {
                    spares.add(new Spare(pod.id().pod(), deployment, since, false));
                }
            }
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
                        || Evacuation.cheapest(deployment.name(), after).isEmpty()) {
                    continue;
                }
                fewer[d]--;
                if (need(lasting).metBy(kinds(terms.spareShare()), fewer)) {
                    return Optional.of(deployment);
                }
                fewer[d]++;
            }
            return Optional.empty();
        }

        // ---- bounds --------------------------------------------------------------------------------------------

        private int[] present() {
            return deployments.stream().mapToInt(d -> counts.get(d.name())).toArray();
        }

        /**
         * @param share of what pods are filled to otherwise, load and slots
         */
        private List<PodMix.Kind> kinds(double share) {
            boolean strict = after.problem().terms().strictSlots();
            double reference = sum(null);
            List<PodMix.Kind> kinds = new ArrayList<>();
            for (DeploymentSpec d : deployments) {
                double own = sum(d);
                double worth = own > 0 && reference > 0 ? reference / own : 1;
                int from = counts.get(d.name());
                kinds.add(new PodMix.Kind(
                        d.name(),
                        from,
                        d.maxPods(),
                        d.pricePerHour(),
                        share * terms.fill() * target(d) * worth,
                        strict ? d.maxLoras() : share * d.maxLoras(),
                        strict ? d.maxLoras() : d.maxCpuLoras()));
            }
            return kinds;
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

        /** Which adapters are active at once is chance: slots are counted for all but one moment in a hundred. */
        private Need need(double load) {
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
}
