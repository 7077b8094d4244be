package dev.berth.optimizer.whatif;

import dev.berth.optimizer.explain.DifferenceText;
import dev.berth.optimizer.explain.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The answer to a what-if, as people read it. */
public final class WhatIfText {
    private WhatIfText() {}

    /**
     * @param most lines of placements that are told
     */
    public static List<String> of(WhatIf answer, int most) {
        List<String> lines = new ArrayList<>();
        lines.add("What if " + String.join("; and ", answer.suppositions()) + "?");
        lines.add("");
        Expected was = answer.asItIs();
        Expected is = answer.supposed();
        TextTable table = new TextTable("  ").row("", "as it is", "what if", "difference");
        table.row("plan", was.decision(), is.decision(), "");
        table.row(
                "expected attainment",
                percent(was.attainment()),
                percent(is.attainment()),
                points(is.attainment() - was.attainment()));
        table.row(
                "worst pod's load",
                number(was.worstPodLoad()),
                number(is.worstPodLoad()),
                signed(is.worstPodLoad() - was.worstPodLoad()));
        table.row("unserved", percent(was.unserved()), percent(is.unserved()), points(is.unserved() - was.unserved()));
        table.row(
                "cost an hour",
                number(was.costPerHour()),
                number(is.costPerHour()),
                signed(is.costPerHour() - was.costPerHour()));
        table.row("pods wanted", "" + was.pods(), "" + is.pods(), whole(is.pods() - was.pods()));
        table.row("loads", "" + was.loads(), "" + is.loads(), whole(is.loads() - was.loads()));
        table.row("unloads", "" + was.unloads(), "" + is.unloads(), whole(is.unloads() - was.unloads()));
        table.row("reweights", "" + was.reweights(), "" + is.reweights(), whole(is.reweights() - was.reweights()));
        lines.addAll(table.lines());
        lines.add("");
        lines.add("  as it is: " + was.decision() + ", since " + was.reason());
        lines.add("  what if:  " + is.decision() + ", since " + is.reason());
        lines.add("");
        lines.addAll(DifferenceText.of(answer.difference(), "as it is", "what if", most));
        answer.plan().unserved().stream()
                .limit(most)
                .forEach(u -> lines.add(String.format(
                        Locale.ROOT, "  unserved: %s %.0f %%: %s", u.model(), 100 * u.share(), u.reason())));
        lines.add("Nothing was published.");
        return lines;
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    private static String points(double difference) {
        return String.format(Locale.ROOT, "%+.1f pp", 100 * difference);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    private static String signed(double value) {
        return String.format(Locale.ROOT, "%+.2f", value);
    }

    private static String whole(long value) {
        return String.format(Locale.ROOT, "%+d", value);
    }
}
