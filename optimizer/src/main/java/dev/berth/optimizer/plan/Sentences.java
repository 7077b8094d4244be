package dev.berth.optimizer.plan;

import dev.berth.domain.placement.PlacementPlan;
import dev.berth.domain.placement.PlacementPlan.ConstraintScore;
import dev.berth.optimizer.problem.ModelLoad;
import dev.berth.optimizer.problem.PairBar;
import dev.berth.optimizer.problem.PlacementProblem;
import dev.berth.optimizer.problem.PodSeat;
import dev.berth.optimizer.problem.Units;
import dev.berth.optimizer.score.Occupancy;
import dev.berth.optimizer.score.PlacementRule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/** What the rules say of a placement, in sentences with the numbers. */
final class Sentences {
    private final Occupancy occupancy;
    private final PlacementProblem problem;

    Sentences(Occupancy occupancy) {
        this.occupancy = occupancy;
        this.problem = occupancy.problem();
    }

    static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }

    List<ConstraintScore> score() {
        List<ConstraintScore> score = new ArrayList<>();
        for (PlacementRule rule : PlacementRule.values()) {
            long violation = occupancy.violation(rule);
            score.add(new ConstraintScore(
                    rule.level().words(), rule.words(), -violation, violation == 0 ? "" : sentence(rule)));
        }
        return score;
    }

    private String sentence(PlacementRule rule) {
        return switch (rule) {
            case BASE_MODEL, RANK, PROFILE, EXCLUDED -> pairsBarred(rule);
            case SLOTS ->
                worstPod(
                        occupancy::slotUse,
                        s -> format("%.1f active adapters in %d slots", occupancy.slotUse(s) / 1000.0, s.slots()));
            case HOST_MEMORY ->
                worstPod(
                        occupancy::residents,
                        s -> format("%d adapters in host memory for %d", occupancy.residents(s), s.hostRoom()));
            case CAPACITY, OVERLOAD ->
                format(
                        "%s; target %.2f, capacity %.2f",
                        loads(s -> occupancy.load(s) > s.overloadAbove()),
                        problem.terms().targetLoad(),
                        problem.terms().maxLoad());
            case MAX_REPLICAS ->
                models(m -> m.facts().maxReplicas() > 0
                        && occupancy.replicas(m) > m.facts().maxReplicas());
            case KEPT -> models(m -> m.facts().kept() && occupancy.replicas(m) == 0);
            case MIN_REPLICAS ->
                models(m -> m.adapter() && occupancy.replicas(m) < m.facts().minReplicas());
            case PINNED -> format("%d pinned pairs do not hold", occupancy.violation(rule));
            case SERVED -> unservedLoad();
            case REPAY ->
                format(
                        "loads cost %.4f pods over the %.0f s in which they must repay themselves",
                        Units.pods(occupancy.violation(rule)), problem.terms().repaySeconds());
            case COST -> "pods would have to be started";
            case LOADS -> format("loads take %d ms of engine time", occupancy.violation(rule));
            case UNLOADS -> format("%d unloads", occupancy.violation(rule));
            case BALANCE ->
                format(
                        "%s; the band ends at %.2f of the mean",
                        loads(s -> occupancy.load(s) > s.balanceAbove()),
                        problem.terms().balanceBand());
            case RANK_WASTE -> format("%d doublings of rank unused over all replicas", occupancy.violation(rule));
            case SPREAD -> format("%d replicas share a zone needlessly", occupancy.violation(rule));
        };
    }

    private String pairsBarred(PlacementRule rule) {
        return format("%d quanta are where they may not be", occupancy.violation(rule));
    }

    private String worstPod(ToLongFunction<PodSeat> size, java.util.function.Function<PodSeat, String> words) {
        return problem.seats().stream()
                .max(Comparator.comparingLong(size).thenComparing(s -> -s.index()))
                .map(s -> s.name() + ": " + words.apply(s))
                .orElse("");
    }

    private String loads(Predicate<PodSeat> which) {
        List<String> words = problem.seats().stream()
                .filter(which)
                .sorted(Comparator.comparingLong((PodSeat s) -> -occupancy.load(s))
                        .thenComparing(PodSeat::index))
                .map(s -> format("%s at %.2f", s.name(), Units.pods(occupancy.load(s))))
                .toList();
        return listed(words);
    }

    private String models(Predicate<ModelLoad> which) {
        return listed(problem.models().stream()
                .filter(which)
                .map(m -> format(
                        "%s has %d replicas of %d to %s",
                        m.model(),
                        occupancy.replicas(m),
                        m.facts().minReplicas(),
                        m.facts().maxReplicas() == 0
                                ? "any"
                                : Integer.toString(m.facts().maxReplicas())))
                .toList());
    }

    private static String listed(List<String> words) {
        int shown = 3;
        String first = String.join(", ", words.subList(0, Math.min(shown, words.size())));
        return words.size() > shown ? first + " and " + (words.size() - shown) + " more" : first;
    }

    private String unservedLoad() {
        double out = 0;
        double all = 0;
        for (ModelLoad model : problem.models()) {
            all += Units.pods(model.facts().load());
            out += Units.pods(model.facts().load()) * occupancy.unserved(model) / model.quanta();
        }
        return format("%.2f of %.2f pods of demand", out, all);
    }

    List<PlacementPlan.Unserved> unserved() {
        return problem.models().stream()
                .filter(m -> occupancy.unserved(m) > 0)
                .map(m -> new PlacementPlan.Unserved(
                        m.model(), Math.round(1e4 * occupancy.unserved(m) / m.quanta()) / 1e4, whyUnserved(m)))
                .toList();
    }

    private String whyUnserved(ModelLoad model) {
        List<PodSeat> sameBase = problem.seats().stream()
                .filter(s -> model.bar(s) != PairBar.BASE_MODEL)
                .toList();
        if (sameBase.isEmpty()) {
            return "no ready pod serves its base model " + model.facts().baseModel();
        }
        List<PodSeat> allowed = sameBase.stream().filter(model::allowed).toList();
        if (allowed.isEmpty()) {
            PairBar bar = model.bar(sameBase.get(0));
            return format(
                            "no pod may hold it: %s on %s",
                            bar.words(), sameBase.get(0).name())
                    + (sameBase.size() > 1 ? format(" and %d more", sameBase.size() - 1) : "");
        }
        double demand = problem.models().stream()
                .filter(m -> m.facts().baseModel().equals(model.facts().baseModel()))
                .mapToDouble(m -> Units.pods(m.facts().load()))
                .sum();
        double capacity =
                allowed.stream().mapToDouble(s -> Units.pods(s.capacity())).sum();
        if (demand > capacity) {
            return format(
                    "demand is %.2f pods, capacity %.2f; class %s comes after more urgent ones",
                    demand, capacity, model.facts().sloClass());
        }
        return "no pod has a slot or host memory left for it";
    }
}
