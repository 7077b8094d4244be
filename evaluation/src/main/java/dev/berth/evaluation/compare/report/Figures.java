package dev.berth.evaluation.compare.report;

import dev.berth.evaluation.compare.ArmRow;
import dev.berth.evaluation.compare.Difference;
import dev.berth.evaluation.compare.Estimate;
import dev.berth.evaluation.compare.Measure;
import java.util.Locale;
import java.util.Optional;

/** Numbers as a table shows them. */
final class Figures {
    static final String NONE = "-";

    private Figures() {}

    static String median(ArmRow row, Measure measure, String form, double scale) {
        return row.figure(measure)
                .map(estimate -> String.format(Locale.ROOT, form, scale * estimate.median()))
                .orElse(NONE);
    }

    /**
     * How a row stands to the baseline: percentage points for shares, per cent for all else, pods for pods; the median, and
     * the interval where there is one.
     */
    static String difference(ArmRow row, Measure measure) {
        Optional<Difference> difference = row.difference(measure);
        if (difference.isEmpty()) {
            return "";
        }
        return switch (measure.unit()) {
            case SHARE -> interval(difference.get().absolute(), 100, "%+.2f");
            case COUNT -> interval(difference.get().absolute(), 1, "%+.1f");
            default ->
                difference.get().relative().stream()
                        .findFirst()
                        .map(relative -> interval(relative, 100, "%+.1f"))
                        .orElse(NONE);
        };
    }

    /** Of the differences that {@link #difference} writes. */
    static String unit(Measure measure) {
        return switch (measure.unit()) {
            case SHARE -> "pp";
            case COUNT -> "n";
            default -> "%";
        };
    }

    private static String interval(Estimate estimate, double scale, String form) {
        String median = String.format(Locale.ROOT, form, scale * estimate.median());
        if (estimate.interval95().isEmpty()) {
            return median;
        }
        String ends = String.format(
                Locale.ROOT,
                " [" + form + ", " + form + "]",
                scale * estimate.interval95().get(0),
                scale * estimate.interval95().get(1));
        return median + ends + (estimate.excludesZero() ? "*" : " ");
    }
}
