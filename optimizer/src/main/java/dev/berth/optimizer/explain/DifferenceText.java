package dev.berth.optimizer.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Where two plans differ, as people read it. */
public final class DifferenceText {
    private DifferenceText() {}

    /**
     * @param most pairs that are told; the rest is counted
     */
    public static List<String> of(PlanDifference difference, String before, String after, int most) {
        if (difference.none()) {
            return List.of("The placements are the same.");
        }
        List<String> lines = new ArrayList<>();
        TextTable table = new TextTable("  ").row("", "model", "pod", before, after);
        difference.pairs().stream()
                .limit(most)
                .forEach(p -> table.row(
                        p.comes() ? "+" : p.goes() ? "-" : "~",
                        p.model(),
                        p.pod(),
                        share(p.before(), p.weightBefore()),
                        share(p.after(), p.weightAfter())));
        difference.scales().forEach(s -> table.row("~", "pods", s.deployment(), "" + s.before(), "" + s.after()));
        lines.addAll(table.lines());
        if (difference.pairs().size() > most) {
            lines.add("  and " + (difference.pairs().size() - most) + " more; --output json has all");
        }
        lines.add(String.format(
                Locale.ROOT,
                "%d come, %d go, %d change their share or tier.",
                difference.come(),
                difference.go(),
                difference.pairs().size() - difference.come() - difference.go()));
        return lines;
    }

    private static String share(String tier, double weight) {
        return switch (tier) {
            case "" -> "–";
            case "warm" -> "warm";
            default -> weight == 0 ? "spare" : String.format(Locale.ROOT, "%.2f", weight);
        };
    }
}
