package dev.berth.optimizer.explain;

import dev.berth.domain.fleet.Control.AuditEntry;
import dev.berth.domain.placement.PlacementPlan;
import dev.berth.domain.placement.PlanChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The last plans and what the operator said, newest first, as people read them. */
public final class PlanListText {
    private PlanListText() {}

    /**
     * One plan in a list.
     *
     * @param plan its number
     * @param state {@code in force}, {@code proposed} or empty
     * @param why what woke the planner, or who ordered it and why
     */
    public record Row(
            long plan,
            String version,
            String state,
            long madeAtMillis,
            long loads,
            long unloads,
            double attainment,
            double worstPodLoad,
            int unservedModels,
            double gap,
            String why) {

        public static Row of(PlacementPlan plan, String state) {
            return new Row(
                    plan.version().counter(),
                    plan.version().toString(),
                    state,
                    plan.madeAtMillis(),
                    PlanText.count(plan, PlanChange.Kind.LOAD),
                    PlanText.count(plan, PlanChange.Kind.UNLOAD),
                    plan.after().attainment(),
                    plan.after().worstPodLoad(),
                    plan.unserved().size(),
                    plan.gap(),
                    plan.solver().trigger());
        }
    }

    public static List<String> of(List<Row> rows, List<AuditEntry> audit, long nowMillis) {
        List<String> lines = new ArrayList<>();
        TextTable table = new TextTable("")
                .row("plan", "state", "made", "loads", "unloads", "attainment", "worst pod", "unserved", "gap", "why");
        rows.forEach(r -> table.row(
                Long.toString(r.plan()),
                r.state(),
                TimeText.ago(r.madeAtMillis(), nowMillis),
                Long.toString(r.loads()),
                Long.toString(r.unloads()),
                String.format(Locale.ROOT, "%.1f %%", 100 * r.attainment()),
                String.format(Locale.ROOT, "%.2f", r.worstPodLoad()),
                r.unservedModels() == 0 ? "–" : Integer.toString(r.unservedModels()),
                String.format(Locale.ROOT, "%.0f %%", 100 * r.gap()),
                r.why()));
        lines.addAll(table.hasRows() ? table.lines() : List.of("No plan has been published yet."));
        if (!audit.isEmpty()) {
            lines.add("");
            lines.add("Said by operators:");
            lines.addAll(said(audit));
        }
        return lines;
    }

    /** Newest first. */
    public static List<String> said(List<AuditEntry> audit) {
        TextTable table = new TextTable("  ");
        for (int i = audit.size() - 1; i >= 0; i--) {
            AuditEntry entry = audit.get(i);
            table.row(TimeText.at(entry.atMillis()), entry.by(), entry.action(), entry.subject(), entry.reason());
        }
        return table.lines();
    }
}
