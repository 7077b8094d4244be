package dev.berth.optimizer.plan;

import dev.berth.domain.fleet.Catalog;
import dev.berth.domain.fleet.DeploymentSpec;
import dev.berth.domain.placement.Assignment;
import dev.berth.optimizer.problem.ModelLoad;
import dev.berth.optimizer.problem.PlacementProblem;
import dev.berth.optimizer.problem.PodSeat;
import dev.berth.optimizer.problem.Units;
import dev.berth.optimizer.score.Occupancy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What no placement can mend and an operator can: the flags of a deployment's pods, and pods that a lost zone would leave too
 * few of. In sentences with the numbers; nothing is said where all is well.
 *
 * <ul>
 *   <li>{@code max_loras}: vLLM reserves KV cache for every slot, at {@code max_lora_rank}. More slots are advised where more
 *       adapters are expected to be active at once than {@value #FULL} of them; fewer where not even {@value #EMPTY} are.
 *   <li>{@code max_lora_rank}: every slot is padded to it. A lower one is advised if no adapter needs it; pods of their own
 *       if only few of the load do.
 *   <li>{@code max_cpu_loras}: what spare copies have to share.
 *   <li>failure: the load that a lost zone leaves to the others, and adapters that would be gone with it.
 * </ul>
 */
final class Advice {
    private static final double FULL = 0.9;
    private static final double EMPTY = 0.25;
    private static final double ROOMY = 0.7;
    private static final int FEWEST_SLOTS = 4;
    private static final double FEW = 0.2;

    private final Catalog catalog;
    private final Occupancy occupancy;
    private final PlacementProblem problem;
    private final Map<String, List<Assignment>> assignments;
    private final List<String> sentences = new ArrayList<>();

    private Advice(Catalog catalog, Occupancy occupancy, Map<String, List<Assignment>> assignments) {
        this.catalog = catalog;
        this.occupancy = occupancy;
        this.problem = occupancy.problem();
        this.assignments = assignments;
    }

    static List<String> of(Catalog catalog, Occupancy occupancy, Map<String, List<Assignment>> assignments) {
        return new Advice(catalog, occupancy, assignments).sentences();
    }

    private List<String> sentences() {
        Map<String, List<PodSeat>> byDeployment = new TreeMap<>();
        problem.seats().forEach(seat -> byDeployment
                .computeIfAbsent(seat.deployment(), d -> new ArrayList<>())
                .add(seat));
        byDeployment.forEach((name, seats) -> {
            DeploymentSpec spec = catalog.deployment(name).orElseThrow();
            slots(spec, seats);
            rank(spec, seats);
            hostMemory(spec);
        });
        zones();
        return sentences;
    }

    private void say(String pattern, Object... values) {
        sentences.add("advice: " + Sentences.format(pattern, values));
    }

    private List<ModelLoad> adapters(String base) {
        return problem.models().stream()
                .filter(m -> m.adapter() && m.facts().baseModel().equals(base))
                .toList();
    }

    /** Adapters that want a slot at once, those that no pod has a slot for included. */
    private void slots(DeploymentSpec spec, List<PodSeat> seats) {
        if (problem.terms().strictSlots() || spec.maxLoras() == 0) {
            return;
        }
        double active = 0;
        for (PodSeat seat : seats) {
            active += occupancy.slotUse(seat) / (double) Units.SLOT;
        }
        for (ModelLoad model : adapters(spec.baseModel())) {
            double left = (double) occupancy.unserved(model) / model.quanta();
            active += model.slotUseOf(left) / (double) Units.SLOT;
        }
        double each = active / seats.size();
        int enough = (int) Math.max(FEWEST_SLOTS, Math.ceil(each / ROOMY));
        if (each > FULL * spec.maxLoras()) {
            say(
                    "%s: %.1f adapters are expected to be active at once on a pod, it has %d slots; max_loras %d would do, "
                            + "or more pods",
                    spec.name(), each, spec.maxLoras(), enough);
        } else if (each > 0 && each < EMPTY * spec.maxLoras() && enough < spec.maxLoras()) {
            say(
                    "%s: %.1f adapters are expected to be active at once on a pod; max_loras %d instead of %d would do and "
                            + "leave more KV cache",
                    spec.name(), each, enough, spec.maxLoras());
        }
    }

    private void rank(DeploymentSpec spec, List<PodSeat> seats) {
        List<ModelLoad> adapters = adapters(spec.baseModel()).stream()
                .filter(m -> m.facts().rank() <= spec.maxLoraRank())
                .toList();
        int highest = adapters.stream().mapToInt(m -> m.facts().rank()).max().orElse(spec.maxLoraRank());
        if (highest < spec.maxLoraRank()) {
            say(
                    "%s: no adapter needs a rank above %d; max_lora_rank %d instead of %d would make every slot smaller",
                    spec.name(), highest, highest, spec.maxLoraRank());
            return;
        }
        double all = 0;
        double high = 0;
        int many = 0;
        for (ModelLoad model : adapters) {
            double load = Units.pods(model.load(seats.get(0)));
            all += load;
            if (model.facts().rank() > highest / 2) {
                high += load;
                many++;
            }
        }
        if (seats.size() >= 4 && many < adapters.size() && high > 0 && high < FEW * all) {
            int pods = (int) Math.max(2, Math.ceil(high / problem.terms().targetLoad()));
            say(
                    "%s: the %d adapters of rank %d are %.0f %% of the load; %d pods of their own would let the others run "
                            + "with max_lora_rank %d",
                    spec.name(), many, highest, 100 * high / all, pods, highest / 2);
        }
    }

    private void hostMemory(DeploymentSpec spec) {
        int adapters = adapters(spec.baseModel()).size();
        if (problem.terms().spare().copies() > 0 && adapters > spec.maxCpuLoras()) {
            say(
                    "%s: host memory holds %d of %d adapters; with max_cpu_loras %d every pod could serve each of them",
                    spec.name(), spec.maxCpuLoras(), adapters, adapters);
        }
    }

    private void zones() {
        if (problem.zones() < 2) {
            return;
        }
        Map<String, Double> loads = new TreeMap<>();
        for (ModelLoad model : problem.models()) {
            loads.merge(model.facts().baseModel(), Units.pods(model.facts().load()), Double::sum);
        }
        loads.forEach(this::lostZone);
        Map<String, Integer> zoneOf = new HashMap<>();
        problem.seats().forEach(seat -> zoneOf.put(seat.name(), seat.zone()));
        long alone = problem.models().stream()
                .filter(m -> m.adapter() && m.facts().ratePerSecond() > 0)
                .filter(m -> zonesOf(m, zoneOf) == 1)
                .count();
        if (alone > 0) {
            say(
                    "%d adapters with demand have copies in one zone only, and would be gone with it until loaded anew",
                    alone);
        }
    }

    private int zonesOf(ModelLoad model, Map<String, Integer> zoneOf) {
        Set<Integer> zones = new HashSet<>();
        assignments
                .getOrDefault(model.model(), List.of())
                .forEach(a -> zones.add(zoneOf.get(a.pod().pod())));
        return zones.size();
    }

    private void lostZone(String base, double load) {
        List<PodSeat> seats =
                problem.seats().stream().filter(s -> s.baseModel().equals(base)).toList();
        int[] pods = new int[problem.zones()];
        seats.forEach(seat -> pods[seat.zone()]++);
        int most = 0;
        for (int count : pods) {
            most = Math.max(most, count);
        }
        int left = seats.size() - most;
        double capacity = problem.terms().maxLoad() * left;
        if (left > 0 && load > capacity) {
            int more = (int) Math.ceil(load / problem.terms().maxLoad()) - left;
            say(
                    "%s: if the largest zone is lost, %.2f pods of load meet %d pods; %d more in the other zones would carry "
                            + "them",
                    base, load, left, more);
        }
    }
}
