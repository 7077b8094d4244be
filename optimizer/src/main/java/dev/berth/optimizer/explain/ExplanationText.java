package dev.berth.optimizer.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Explanations as people read them. */
public final class ExplanationText {
    private ExplanationText() {}

    /**
     * @param most pods that it is not on that are told; the rest is counted
     */
    public static List<String> of(AdapterExplanation e, long nowMillis, int most) {
        List<String> lines = new ArrayList<>();
        String kind = e.rank() == 0 ? "base model" : "adapter of " + e.baseModel() + ", rank " + e.rank();
        lines.add(e.model() + " (" + kind + ", class " + e.sloClass() + ")");
        String seen = e.demandEndMillis() == 0
                ? "never measured"
                : "measured up to " + TimeText.ago(e.demandEndMillis(), nowMillis);
        lines.add(format(
                "  demand    %.2f req/s, %s: a load of %.2f pods, so at least %.0f at the target of %.2f",
                e.ratePerSecond(),
                seen,
                e.loadPods(),
                Math.ceil(e.loadPods() / e.targetLoad() - 1e-9),
                e.targetLoad()));
        lines.add(format(
                "  replicas  %d with traffic, %d spare; at least %d%s",
                e.on().stream().filter(h -> h.share() > 0).count(),
                e.on().stream()
                        .filter(h -> h.share() == 0 && !h.tier().equals("none"))
                        .count(),
                e.minReplicas(),
                e.maxReplicas() == 0 ? "" : ", at most " + e.maxReplicas()));
        lines.add("  plan      " + (e.plan() == 0 ? "none in force" : e.plan() + " is in force"));
        if (e.unservedShare() > 0) {
            lines.add(format("  unserved  %.0f %%: %s", 100 * e.unservedShare(), e.unservedReason()));
        }
        if (!e.decidedBy().isEmpty()) {
            lines.add("  decided   by " + e.decidedBy());
        }
        addOn(e, most, lines);
        addNotOn(e, most, lines);
        return lines;
    }

    private static void addOn(AdapterExplanation e, int most, List<String> lines) {
        TextTable table = new TextTable("  ")
                .row("on", "zone", "tier", "share", "load", "pod's load", "slots", "host", "state", "why");
        e.on().stream()
                .limit(most)
                .forEach(h -> table.row(
                        h.pod(),
                        h.zone(),
                        h.tier(),
                        format("%.2f", h.share()),
                        format("%.2f", h.loadPods()),
                        format("%.2f", h.podLoad()),
                        format("%.1f/%d", h.activeAdapters(), h.slots()),
                        h.hostAdapters() + "/" + h.hostRoom(),
                        h.state(),
                        h.why()));
        lines.add("");
        lines.addAll(table.hasRows() ? table.lines() : List.of("  on no pod"));
        addMore(e.on().size() - most, lines);
    }

    private static void addMore(int more, List<String> lines) {
        if (more > 0) {
            lines.add("  and " + more + " more; --all shows them");
        }
    }

    private static void addNotOn(AdapterExplanation e, int most, List<String> lines) {
        TextTable table = new TextTable("  ").row("not on", "why", "");
        e.notOn().stream()
                .limit(most)
                .forEach(n -> table.row(n.pod(), n.why(), n.constraint().isEmpty() ? "" : "[" + n.constraint() + "]"));
        if (table.hasRows()) {
            lines.add("");
            lines.addAll(table.lines());
        }
        addMore(e.notOn().size() - most, lines);
    }

    /**
     * @param most adapters kept off that are told; the rest is counted
     */
    public static List<String> of(PodExplanation e, long nowMillis, int most) {
        List<String> lines = new ArrayList<>();
        lines.add(e.pod() + " (" + e.deployment() + ", "
                + (e.baseModel().isEmpty() ? "not declared" : e.baseModel())
                + (e.zone().isEmpty() ? "" : ", zone " + e.zone()) + "), incarnation " + e.incarnation());
        lines.add("  ready     " + e.readiness() + " since " + TimeText.at(e.sinceMillis()) + ", "
                + TimeText.length(nowMillis - e.sinceMillis()));
        lines.add(format(
                "  load      %.2f; target %.2f, never planned beyond %.2f", e.load(), e.targetLoad(), e.capacity()));
        lines.add(
                format("  slots     %.1f of %d adapters expected to be active at once", e.activeAdapters(), e.slots()));
        lines.add(format(
                "  host      %d adapters for %d%s",
                e.hostAdapters(),
                e.hostRoom(),
                e.zombies() == 0 ? "" : "; " + e.zombies() + " zombies take room as well"));
        lines.add("  plan      " + (e.plan() == 0 ? "none in force" : e.plan() + " is in force"));
        if (!e.emptyReason().isEmpty()) {
            lines.add("  empty     " + e.emptyReason());
        }
        TextTable models = new TextTable("  ").row("holds", "tier", "share", "load", "state", "why");
        e.models().stream()
                .limit(most)
                .forEach(m -> models.row(
                        m.model(),
                        m.tier(),
                        format("%.2f", m.share()),
                        format("%.2f", m.loadPods()),
                        m.state(),
                        m.why()));
        TextTable off = new TextTable("  ").row("kept off", "why");
        e.keptOff().stream().limit(most).forEach(k -> off.row(k.adapter(), k.why()));
        if (models.hasRows()) {
            lines.add("");
            lines.addAll(models.lines());
            addMore(e.models().size() - most, lines);
        }
        if (off.hasRows()) {
            lines.add("");
            lines.addAll(off.lines());
            addMore(e.keptOff().size() - most, lines);
        }
        if (e.otherBaseModels() > 0) {
            lines.add("  " + e.otherBaseModels() + " adapters are of another base model");
        }
        return lines;
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
