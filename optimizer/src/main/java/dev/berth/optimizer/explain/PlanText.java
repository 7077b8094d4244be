package dev.berth.optimizer.explain;

import dev.berth.domain.placement.PlacementPlan;
import dev.berth.domain.placement.PlanChange;
import dev.berth.domain.placement.PlanChange.Kind;
import dev.berth.optimizer.score.PlacementRule;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A plan as people read it: what it would change, line by line, why, and the sum of it. */
public final class PlanText {
    private static final String TARGET_LOAD = PlacementRule.OVERLOAD.words();

    private final PlacementPlan plan;
    private final StringBuilder text = new StringBuilder();

    private PlanText(PlacementPlan plan) {
        this.plan = plan;
    }

    public static String of(PlacementPlan plan) {
        return new PlanText(plan).write();
    }

    private String write() {
        line("Placement plan, because: %s", plan.solver().trigger());
        line("");
        changesByModel().forEach(this::model);
        plan.changes().stream().filter(c -> c.kind() == Kind.SCALE).forEach(this::scale);
        unserved();
        violations();
        notes();
        line("%s", summary());
        return text.toString();
    }

    private Map<String, List<PlanChange>> changesByModel() {
        return plan.changes().stream()
                .filter(c -> c.kind() != Kind.SCALE)
                .collect(Collectors.groupingBy(PlanChange::model, TreeMap::new, Collectors.toList()));
    }

    private void model(String model, List<PlanChange> changes) {
        line("  %s", model);
        changes.stream()
                .sorted(Comparator.comparing(PlanChange::kind)
                        .thenComparing(c -> c.pod().pod()))
                .forEach(this::change);
    }

    private void change(PlanChange change) {
        String pod = change.pod().pod();
        switch (change.kind()) {
            case LOAD -> line("    + load    %-12s        %.2f   %s", pod, change.after(), change.reason());
            case UNLOAD -> line("    - unload  %-12s %.2f          %s", pod, change.before(), change.reason());
            case REWEIGHT -> line("    ~ weight  %-12s %s   %s", pod, shares(change), change.reason());
            case RETIER -> line("    ~ tier    %-12s %s   %s", pod, shares(change), change.reason());
            case SCALE -> throw new IllegalStateException("a change of pod counts has no model");
        }
    }

    private static String shares(PlanChange change) {
        return format("%.2f → %.2f", change.before(), change.after());
    }

    private void scale(PlanChange change) {
        line("  %s", change.deployment());
        line("    ~ pods    %.0f → %.0f   %s", change.before(), change.after(), change.reason());
    }

    private void unserved() {
        plan.unserved().forEach(u -> line("  unserved: %s %.0f %%: %s", u.model(), 100 * u.share(), u.reason()));
    }

    private void violations() {
        plan.score().stream()
                .filter(s -> s.value() != 0)
                .filter(s -> s.level().equals("hard") || s.constraint().equals(TARGET_LOAD))
                .forEach(s -> line("  %s, %s: %s", s.level(), s.constraint(), s.explanation()));
        if (text.length() > 0 && text.charAt(text.length() - 2) != '\n') {
            line("");
        }
    }

    private void notes() {
        plan.notes().forEach(note -> line("  %s", note));
        if (!plan.notes().isEmpty()) {
            line("");
        }
    }

    /** One line: what changes, and what it brings. */
    public static String summary(PlacementPlan plan) {
        return new PlanText(plan).summary();
    }

    private String summary() {
        return format(
                "Plan: %d to load%s, %d to unload, %d to reweight%s; unserved %s; worst pod %.2f → %.2f; "
                        + "expected attainment %.1f %% → %.1f %%; cost %.2f → %.2f an hour; %s.",
                count(Kind.LOAD),
                spareLoads() == 0 ? "" : format(" (%d of them spare copies)", spareLoads()),
                count(Kind.UNLOAD),
                count(Kind.REWEIGHT),
                count(Kind.RETIER) == 0 ? "" : format(", %d to change tier", count(Kind.RETIER)),
                unservedWords(),
                plan.before().worstPodLoad(),
                plan.after().worstPodLoad(),
                100 * plan.before().attainment(),
                100 * plan.after().attainment(),
                plan.before().costPerHour(),
                plan.after().costPerHour(),
                boundWords());
    }

    private String unservedWords() {
        return plan.unserved().stream()
                .max(Comparator.comparingDouble(PlacementPlan.Unserved::share))
                .map(most -> format(
                        "%s %.0f %%%s",
                        most.model(), 100 * most.share(), others(plan.unserved().size() - 1)))
                .orElse("0 %");
    }

    private static String others(int count) {
        return count == 0 ? "" : format(" and less of %d more", count);
    }

    /** The bound is of the excess load if pods are beyond target, else of the number of loads. */
    private String boundWords() {
        boolean beyondTarget =
                plan.score().stream().anyMatch(s -> s.constraint().equals(TARGET_LOAD) && s.value() < 0);
        return beyondTarget
                ? format("bound %.2f pods beyond target, gap %.0f %%", plan.lowerBound(), 100 * plan.gap())
                : format("bound %.0f loads, gap %.0f %%", plan.lowerBound(), 100 * plan.gap());
    }

    /** Loads that no traffic is planned for: the bound does not speak of them. */
    private long spareLoads() {
        return plan.changes().stream()
                .filter(c -> c.kind() == Kind.LOAD && c.after() == 0)
                .count();
    }

    private long count(Kind kind) {
        return count(plan, kind);
    }

    static long count(PlacementPlan plan, Kind kind) {
        return plan.changes().stream().filter(c -> c.kind() == kind).count();
    }

    private void line(String pattern, Object... values) {
        text.append(format(pattern, values)).append('\n');
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
