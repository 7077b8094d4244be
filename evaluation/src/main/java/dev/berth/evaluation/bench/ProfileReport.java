package dev.berth.evaluation.bench;

import dev.berth.domain.profile.LatencyProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How near learned profiles came to the truth. Errors are relative, 0.1 = 10 %. */
public record ProfileReport(int minutes, List<Row> rows) {
    public ProfileReport {
        rows = List.copyOf(rows);
    }

    /**
     * One engine in one story.
     *
     * @param steps that the engine made, and that the profile's step time was held against
     * @param mean error of a step's time
     * @param claimed error that the profile states of itself
     * @param measured capacity of the cells that the profile calls measured
     * @param extrapolated of the others that can meet the SLO at all
     * @param claimedExtrapolated error that the profile states of those
     * @param publications since the beginning
     */
    public record Row(
            String engine,
            String story,
            int steps,
            double mean,
            double median,
            double p95,
            double claimed,
            Cells measured,
            Cells extrapolated,
            double claimedExtrapolated,
            int publications,
            long drifts,
            List<LatencyProfile.Estimate> estimates) {}

    /** Capacity at the SLO against that of the true engine. */
    public record Cells(int cells, double mean, double largest) {}

    /** For people. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("Profiles learned from " + minutes + " minutes of traffic, against the engines that served it");
        lines.add("%-12s %-42s %21s %7s %20s %28s %5s"
                .formatted(
                        "engine",
                        "story",
                        "step mean/median/P95",
                        "claims",
                        "measured cells",
                        "extrapolated (claims)",
                        "told"));
        for (Row row : rows) {
            lines.add("%-12s %-42s %21s %7s %20s %28s %5d"
                    .formatted(
                            row.engine,
                            row.story,
                            percent(row.mean) + " /" + percent(row.median) + " /" + percent(row.p95),
                            percent(row.claimed),
                            row.measured.cells + ":" + percent(row.measured.mean),
                            row.extrapolated.cells + ":" + percent(row.extrapolated.mean) + " ("
                                    + percent(row.claimedExtrapolated) + ")",
                            row.publications));
        }
        return lines;
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }
}
