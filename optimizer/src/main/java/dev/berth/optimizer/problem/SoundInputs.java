package dev.berth.optimizer.problem;

import dev.berth.domain.demand.AdapterDemand;
import dev.berth.domain.demand.LengthCell;
import dev.berth.domain.fleet.Control;
import dev.berth.domain.fleet.Fleet;
import dev.berth.domain.fleet.PodState;
import dev.berth.domain.profile.LatencyProfile;
import dev.berth.optimizer.problem.PlacementProblem.LeftOut;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The documents without what makes no sense, and what was left out of them. One bad document must not keep the others from
 * being served: what is wrong is taken as not said, and said in the plan.
 *
 * @param inputs to plan on
 * @param leftOut in the order of the documents' names
 */
record SoundInputs(PlanInputs inputs, List<LeftOut> leftOut) {
    private static final int LONGEST_LOG2 = 30;

    /**
     * @param in with a catalog and a fleet
     */
    static SoundInputs of(PlanInputs in) {
        List<LeftOut> leftOut = new ArrayList<>();
        Fleet fleet = fleet(in, leftOut);
        Map<String, AdapterDemand> demand = demand(in, leftOut);
        profiles(in, fleet, leftOut);
        pins(in, fleet, leftOut);
        PlanInputs sound = new PlanInputs(
                in.catalog(), fleet, in.ledger(), in.control(), demand, in.profiles(), in.current(), in.nowMillis());
        return new SoundInputs(sound, List.copyOf(leftOut));
    }

    private static Fleet fleet(PlanInputs in, List<LeftOut> leftOut) {
        List<PodState> sorted = in.fleet().pods().stream()
                .sorted(Comparator.comparing((PodState p) -> p.id().pod())
                        .thenComparing(p -> !p.ready())
                        .thenComparing(p -> p.id().incarnation(), Comparator.reverseOrder()))
                .toList();
        Set<String> seen = new HashSet<>();
        List<PodState> pods = new ArrayList<>();
        for (PodState pod : sorted) {
            if (!seen.add(pod.id().pod())) {
                leftOut.add(new LeftOut("", "pod " + pod.id() + ": the fleet lists another pod of this name"));
            } else {
                pods.add(pod);
                if (pod.ready() && in.catalog().deployment(pod.deployment()).isEmpty()) {
                    leftOut.add(new LeftOut(
                            "", "pod " + pod.id() + ": the catalog declares no deployment " + pod.deployment()));
                }
            }
        }
        return new Fleet(
                in.fleet().version(), in.fleet().madeAtMillis(), in.fleet().generation(), pods);
    }

    private static Map<String, AdapterDemand> demand(PlanInputs in, List<LeftOut> leftOut) {
        Map<String, AdapterDemand> sound = new TreeMap<>();
        Set<String> bases = new HashSet<>();
        in.catalog().deployments().forEach(d -> bases.add(d.baseModel()));
        in.demand().forEach((model, demand) -> {
            boolean known = bases.contains(model) || in.catalog().adapter(model).isPresent();
            double rate = ProblemReader.rate(demand);
            if (!(rate >= 0 && rate < Double.POSITIVE_INFINITY)) {
                leftOut.add(new LeftOut("", "demand of " + model + ": " + rate + " requests a second is no rate"));
            } else if (known) {
                sound.put(model, withSoundLengths(demand));
            } else if (rate > 0) {
                leftOut.add(new LeftOut(model, "the catalog has no adapter or base model of this name"));
            }
        });
        return sound;
    }

    private static AdapterDemand withSoundLengths(AdapterDemand d) {
        return d.lengths().stream().allMatch(SoundInputs::sound)
                ? d
                : d.withLengths(d.lengths().stream().filter(SoundInputs::sound).toList());
    }

    private static boolean sound(LengthCell cell) {
        return cell.count() > 0
                && cell.outputLog2() >= 0
                && cell.outputLog2() <= LONGEST_LOG2
                && cell.promptLog2() >= 0
                && cell.promptLog2() <= LONGEST_LOG2;
    }

    private static void profiles(PlanInputs in, Fleet fleet, List<LeftOut> leftOut) {
        fleet.readyPods().stream()
                .map(PodState::deployment)
                .filter(deployment -> in.catalog().deployment(deployment).isPresent())
                .filter(deployment -> !in.profiles().containsKey(deployment))
                .distinct()
                .sorted()
                .forEach(deployment -> leftOut.add(new LeftOut(
                        "",
                        "pods of " + deployment
                                + ": they have no profile; publish one with './berth profile publish'")));
        in.profiles().forEach((deployment, profile) -> {
            if (!serves(profile)) {
                leftOut.add(
                        new LeftOut("", "pods of " + deployment + ": their profile meets the objective for no length"));
            }
        });
    }

    private static boolean serves(LatencyProfile profile) {
        return profile.tputs().rows().stream().anyMatch(row -> row.stream().anyMatch(rate -> rate > 0));
    }

    private static void pins(PlanInputs in, Fleet fleet, List<LeftOut> leftOut) {
        List<Control.Pin> sorted = in.control().pins().stream()
                .sorted(Comparator.comparing(Control.Pin::adapter).thenComparing(Control.Pin::pod))
                .toList();
        for (Control.Pin pin : sorted) {
            if (in.catalog().adapter(pin.adapter()).isEmpty()) {
                leftOut.add(new LeftOut("", "pin of " + pin.adapter() + ": the catalog has no adapter of this name"));
            } else if (fleet.pod(pin.pod()).filter(PodState::ready).isEmpty()) {
                leftOut.add(new LeftOut("", "pin of " + pin.adapter() + " to " + pin.pod() + ": the pod is not ready"));
            }
        }
    }
}
