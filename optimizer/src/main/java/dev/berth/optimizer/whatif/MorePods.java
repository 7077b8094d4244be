package dev.berth.optimizer.whatif;

import dev.berth.domain.fleet.DeploymentSpec;
import dev.berth.domain.fleet.PodIncarnation;
import dev.berth.domain.fleet.PodState;
import dev.berth.domain.fleet.Readiness;
import dev.berth.optimizer.RefusedException;
import dev.berth.optimizer.policy.PlacementStart;
import dev.berth.optimizer.problem.PlacementProblem;
import dev.berth.optimizer.problem.PlanInputs;
import dev.berth.optimizer.problem.PlanningTerms;
import dev.berth.optimizer.problem.PodSeat;
import dev.berth.optimizer.problem.ProblemReader;
import dev.berth.optimizer.score.Occupancy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Pods come, ready and empty, in the zones that have fewest; or go, the least loaded first.
 *
 * @param more how many; negative for fewer
 * @param deployment empty for the only one
 */
record MorePods(int more, String deployment) implements Supposition {
    @Override
    public Supposed on(PlanInputs in, PlanningTerms terms, long staleMillis) {
        DeploymentSpec spec = spec(in);
        return more >= 0 ? grown(in, spec) : shrunk(in, spec, terms, staleMillis);
    }

    private DeploymentSpec spec(PlanInputs in) {
        List<String> names = in.catalog().deployments().stream()
                .map(DeploymentSpec::name)
                .sorted()
                .toList();
        if (!deployment.isEmpty()) {
            return in.catalog()
                    .deployment(deployment)
                    .orElseThrow(() -> RefusedException.unknown("deployment", deployment, names));
        }
        if (names.size() != 1) {
            throw new RefusedException("say of which deployment, such as 'pods"
                    + (more < 0 ? more : "+" + more) + " of " + (names.isEmpty() ? "NAME" : names.get(0))
                    + "'; there are " + String.join(", ", names));
        }
        return in.catalog().deployment(names.get(0)).orElseThrow();
    }

    private Supposed grown(PlanInputs in, DeploymentSpec spec) {
        List<PodState> pods = new ArrayList<>(in.fleet().pods());
        List<String> names = new ArrayList<>();
        for (int i = 1; names.size() < more; i++) {
            String name = "what-if-" + i;
            if (pods.stream().noneMatch(p -> p.id().pod().equals(name))) {
                names.add(name);
                pods.add(new PodState(
                        new PodIncarnation(name, "what-if"),
                        spec.name(),
                        "",
                        emptiestZone(pods),
                        Readiness.READY,
                        in.nowMillis(),
                        List.of()));
            }
        }
        PlanInputs grown = FleetChange.wanting(FleetChange.to(in, pods), spec.name(), more);
        return new Supposed(grown, more + " more of " + spec.name() + ": " + String.join(", ", names));
    }

    private static String emptiestZone(List<PodState> pods) {
        Map<String, Integer> zones = new TreeMap<>();
        pods.forEach(pod -> zones.merge(pod.zone(), 1, Integer::sum));
        return zones.entrySet().stream()
                .min(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse("");
    }

    private Supposed shrunk(PlanInputs in, DeploymentSpec spec, PlanningTerms terms, long staleMillis) {
        PlacementProblem problem = ProblemReader.read(in, terms, staleMillis);
        Occupancy occupancy = PlacementStart.asItIs(problem, Map.of()).occupancy();
        List<PodIncarnation> gone = problem.seats().stream()
                .filter(seat -> seat.deployment().equals(spec.name()))
                .sorted(Comparator.comparingLong(occupancy::load)
                        .thenComparing(Comparator.comparing(PodSeat::name).reversed()))
                .limit(-more)
                .map(PodSeat::id)
                .toList();
        if (gone.size() < -more) {
            throw new RefusedException(
                    spec.name() + " has " + gone.size() + " ready pods, so " + -more + " can't be taken away");
        }
        List<PodState> left = in.fleet().pods().stream()
                .filter(pod -> !gone.contains(pod.id()))
                .toList();
        PlanInputs shrunk = FleetChange.wanting(FleetChange.to(in, left), spec.name(), more);
        return new Supposed(
                shrunk,
                -more + " fewer of " + spec.name() + ", the least loaded: "
                        + String.join(
                                ", ", gone.stream().map(PodIncarnation::pod).toList()));
    }
}
