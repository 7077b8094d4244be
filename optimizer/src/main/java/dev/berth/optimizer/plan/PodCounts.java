package dev.berth.optimizer.plan;

import dev.berth.domain.fleet.Control;
import dev.berth.domain.fleet.DeploymentSpec;
import dev.berth.domain.fleet.Fleet;
import dev.berth.domain.fleet.PodState;
import dev.berth.domain.fleet.Readiness;
import dev.berth.domain.placement.PlacementPlan.Spare;
import dev.berth.optimizer.problem.PlanInputs;
import dev.berth.optimizer.score.Occupancy;
import dev.berth.optimizer.score.PlacementRule;
import dev.berth.optimizer.score.ScoreLevel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * How many pods each deployment should have: adapters first, pods next.
 *
 * <p>More, when too few are there or on their way for any placement of the load that is expected when a new pod would serve,
 * or too few slots for the adapters that are active at once but for one moment in a hundred ({@link PodRoom}): first the pods
 * that were to go, then the cheapest mix. Pods that do not serve yet are counted, but hold nothing.
 *
 * <p>Fewer, one at a time, when those left over could be filled to a lower share of their target for long enough, and a search
 * without the pod that costs least to evacuate finds nothing overloaded and nothing left out. Since when is kept in the plan
 * in force, so that a new planner, or one that is asked only once, goes on where another stopped.
 */
final class PodCounts {
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

    /** Pods that the plan in force gives up, as far as they are still there and nobody has pinned an adapter to them since. */
    Set<String> leaving(PlanInputs in) {
        Set<String> leaving = new TreeSet<>();
        Set<String> pinned = in.control().pins().stream().map(Control.Pin::pod).collect(Collectors.toSet());
        if (terms.evacuates()) {
            in.currentPlan().ifPresent(plan -> plan.leaving().stream()
                    .filter(pod -> in.fleet().pod(pod).filter(PodCounts::stays).isPresent())
                    .filter(pod -> !pinned.contains(pod))
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
                .forEach(base -> new BaseModelPods(terms, trend, base, in, after, counts, spares, without).decide());
        return new Wanted(counts, spares, without);
    }

    /** Whether a placement without a pod that might go leaves nothing to wish for. */
    static boolean sparesWell(Occupancy without) {
        return without.violation(ScoreLevel.RULES) == 0
                && without.violation(ScoreLevel.REPLICAS) == 0
                && without.violation(PlacementRule.SERVED) == 0
                && without.violation(PlacementRule.OVERLOAD) == 0;
    }

    /**
     * Without giving up the pods that were tried to be spared in vain: the time until the next try begins anew. What another base
     * model asks for at the same time stays.
     */
    Wanted refused(Wanted tried, PlanInputs in) {
        Set<String> leaving = leaving(in);
        Map<String, Integer> counts = new TreeMap<>(tried.counts());
        Set<String> without = new TreeSet<>(tried.without());
        List<Spare> spares = new ArrayList<>();
        for (Spare spare : tried.spares()) {
            boolean inVain = spare.leaving() && !leaving.contains(spare.pod());
            if (inVain) {
                counts.merge(spare.deployment(), 1, Integer::sum);
                without.remove(spare.pod());
            }
            spares.add(inVain ? new Spare(spare.pod(), spare.deployment(), in.nowMillis(), false) : spare);
        }
        return new Wanted(counts, spares, without);
    }
}
