package dev.berth.optimizer.explain;

import dev.berth.optimizer.problem.ModelLoad;
import dev.berth.optimizer.problem.PodSeat;
import dev.berth.optimizer.problem.Units;
import dev.berth.optimizer.score.Occupancy;
import dev.berth.optimizer.score.PlacementRule;
import dev.berth.optimizer.score.ScoreLevel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Tries a change on the placement as it is, tells which rule decides and by which number, and takes it back. So an answer
 * to "why not there?" is what the planner itself would have found.
 */
final class Suppose {
    private final Occupancy occupancy;

    Suppose(Occupancy occupancy) {
        this.occupancy = occupancy;
    }

    private record Step(PodSeat from, PodSeat to) {}

    /** All of the model's share on one pod goes to another. */
    Verdict moved(ModelLoad model, PodSeat from, PodSeat to) {
        List<Step> steps = new ArrayList<>();
        for (int i = occupancy.count(model, from); i > 0; i--) {
            steps.add(new Step(from, to));
        }
        return tried(model, to, steps);
    }

    /** One quantum that is unserved goes to a pod. */
    Verdict served(ModelLoad model, PodSeat to) {
        List<Step> steps = new ArrayList<>();
        steps.add(new Step(null, to));
        return tried(model, to, steps);
    }

    /** The model leaves the pod, its share goes to its other pods in turn; it is unserved if there are none. */
    Verdict without(ModelLoad model, PodSeat seat) {
        List<PodSeat> others = occupancy.problem().seats().stream()
                .filter(s -> !s.equals(seat) && occupancy.count(model, s) > 0)
                .toList();
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < occupancy.count(model, seat); i++) {
            steps.add(new Step(seat, others.isEmpty() ? null : others.get(i % others.size())));
        }
        return tried(model, others.isEmpty() ? seat : worst(others), steps);
    }

    private PodSeat worst(List<PodSeat> seats) {
        PodSeat worst = seats.get(0);
        for (PodSeat seat : seats) {
            worst = occupancy.load(seat) > occupancy.load(worst) ? seat : worst;
        }
        return worst;
    }

    private Verdict tried(ModelLoad model, PodSeat about, List<Step> steps) {
        long[] before = violations();
        steps.forEach(step -> change(model, step.from(), step.to()));
        Verdict verdict = verdict(model, about, before);
        steps.forEach(step -> change(model, step.to(), step.from()));
        return verdict;
    }

    private void change(ModelLoad model, PodSeat from, PodSeat to) {
        occupancy.take(model, from);
        occupancy.put(model, to);
    }

    private long[] violations() {
        long[] violations = new long[PlacementRule.values().length];
        for (PlacementRule rule : PlacementRule.values()) {
            violations[rule.index()] = occupancy.violation(rule);
        }
        return violations;
    }

    private Verdict verdict(ModelLoad model, PodSeat about, long[] before) {
        for (ScoreLevel level : ScoreLevel.values()) {
            long sum = 0;
            PlacementRule most = null;
            long mostBy = 0;
            for (PlacementRule rule : PlacementRule.values()) {
                if (rule.level() != level) {
                    continue;
                }
                long by = occupancy.violation(rule) - before[rule.index()];
                sum += by;
                if (most == null || Math.abs(by) > Math.abs(mostBy)) {
                    most = rule;
                    mostBy = by;
                }
            }
            if (sum != 0) {
                return Verdict.of(most, sum, sentence(most, model, about, sum > 0));
            }
        }
        return Verdict.same();
    }

    private String sentence(PlacementRule rule, ModelLoad model, PodSeat seat, boolean worse) {
        return switch (rule) {
            case SLOTS ->
                format(
                        "%s would have %.1f active adapters in %d slots",
                        seat.name(), occupancy.slotUse(seat) / 1000.0, seat.slots());
            case HOST_MEMORY ->
                format(
                        "%s would have %d adapters in host memory for %d",
                        seat.name(), occupancy.residents(seat), seat.hostRoom());
            case CAPACITY -> load(seat, "its capacity", seat.capacity());
            case OVERLOAD -> load(seat, "its target", seat.overloadAbove());
            case BALANCE -> load(seat, "the balance band", seat.balanceAbove());
            case MAX_REPLICAS -> format("it may have %d replicas", model.facts().maxReplicas());
            case MIN_REPLICAS ->
                format(
                        "it would have %d of the %d replicas that it must have",
                        occupancy.replicas(model), model.facts().minReplicas());
            case PINNED -> "it is pinned";
            case SERVED ->
                format("%.0f %% of its demand would be unserved", 100.0 * occupancy.unserved(model) / model.quanta());
            case REPAY, LOADS ->
                worse
                        ? format("it would take a load of %d ms that gains nothing", model.loadMillis(seat))
                        : format("it would save a load of %d ms", model.loadMillis(seat));
            case UNLOADS -> worse ? "it would take an unload" : "it would save an unload";
            case RANK_WASTE ->
                worse
                        ? format(
                                "its rank %d would waste slots padded to %d",
                                model.facts().rank(), seat.maxLoraRank())
                        : "its rank would waste less of the slots";
            case SPREAD -> worse ? "its replicas would share a zone" : "its replicas would be in more zones";
            default -> (worse ? "against: " : "for: ") + rule.words();
        };
    }

    private String load(PodSeat seat, String limit, long above) {
        return format(
                "%s would be at %.2f, %s is %.2f",
                seat.name(), Units.pods(occupancy.load(seat)), limit, Units.pods(above));
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
