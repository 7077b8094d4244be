package dev.berth.streaming.app;

import dev.berth.domain.profile.Grid;
import dev.berth.domain.profile.LatencyProfile;
import dev.berth.domain.profile.Matrix;
import java.util.Locale;
import java.util.Map;

/** A profile as people read it: capacity and latency by length of prompt and output. */
final class ProfileTable {
    private static final Map<String, String> TITLES = Map.of(
            "tputs", "requests per second of one pod within the SLO (0: can't meet it)",
            "e2e", "mean end-to-end latency there, seconds",
            "ttft", "mean time to first token there, seconds",
            "tpot", "mean time per output token there, seconds");

    private ProfileTable() {}

    static String of(String key, LatencyProfile profile) {
        return of(ShownProfile.of(key, profile));
    }

    static String of(ShownProfile profile) {
        StringBuilder page = new StringBuilder();
        page.append("%s  %s%n%s%n".formatted(profile.name(), profile.title(), profile.slo()));
        profile.matrices().forEach((name, values) -> matrix(page, TITLES.get(name), profile, values));
        if (!profile.measured().isEmpty()) {
            page.append("%n~ extrapolated by the engine model; the others were measured%n".formatted());
        }
        return page.toString();
    }

    private static void matrix(StringBuilder page, String title, ShownProfile profile, Matrix values) {
        Grid grid = profile.grid();
        page.append("%n%s%n%10s".formatted(title, "out\\prompt"));
        grid.promptTokens().forEach(tokens -> page.append(" %8d".formatted(tokens)));
        page.append("%n".formatted());
        for (int row = 0; row < grid.outputTokens().size(); row++) {
            page.append("%10d".formatted(grid.outputTokens().get(row)));
            for (int column = 0; column < grid.promptTokens().size(); column++) {
                String cell = number(values.rows().get(row).get(column));
                page.append(" %8s".formatted(profile.extrapolated(row, column) ? "~" + cell : cell));
            }
            page.append("%n".formatted());
        }
    }

    static String number(double value) {
        return value == 0 ? "0" : String.format(Locale.ROOT, Math.abs(value) < 10 ? "%.3f" : "%.1f", value);
    }
}
