package dev.berth.optimizer.explain;

import dev.berth.optimizer.explain.PlanDifference.Pair;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Where two plans differ, as people read it: first where traffic goes, then where spare copies are. */
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
        List<Pair> traffic = difference.pairs().stream().filter(Pair::traffic).toList();
        List<Pair> spare = difference.pairs().stream().filter(p -> !p.traffic()).toList();
        Stream.concat(traffic.stream(), spare.stream())
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
        lines.add(counts("With traffic", traffic)
                + (spare.isEmpty() ? "." : "; " + counts("of spare copies", spare) + "."));
        return lines;
    }

    private static String counts(String what, List<Pair> pairs) {
        long come = pairs.stream().filter(Pair::comes).count();
        long go = pairs.stream().filter(Pair::goes).count();
        return String.format(
                Locale.ROOT,
                "%s %d come, %d go, %d change their share or tier",
                what,
                come,
                go,
                pairs.size() - come - go);
    }

    private static String share(String tier, double weight) {
        return switch (tier) {
            case "" -> "–";
            case "warm" -> "warm";
            default -> weight == 0 ? "spare" : String.format(Locale.ROOT, "%.2f", weight);
        };
    }
}
