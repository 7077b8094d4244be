package dev.berth.streaming.app;

import dev.berth.domain.profile.Grid;
import dev.berth.domain.profile.LatencyProfile;
import dev.berth.domain.profile.Matrix;
import dev.berth.domain.slo.SloTarget;
import java.util.List;
import java.util.Locale;

/** A profile as people read it: capacity and latency by length of prompt and output. */
final class ProfileTable {
    private ProfileTable() {}

    static String of(String key, LatencyProfile profile) {
        StringBuilder page = new StringBuilder();
        SloTarget slo = profile.slos();
        page.append("%s  %s: %s on %s, price %s an hour, %s%n"
                .formatted(
                        key,
                        profile.deployment(),
                        profile.baseModel(),
                        profile.gpu(),
                        number(profile.cost()),
                        profile.samples() == 0 ? "computed from the engine" : profile.samples() + " samples"));
        page.append("SLO: ttft %s, tpot %s, e2e %s%n"
                .formatted(seconds(slo.ttftSeconds()), seconds(slo.tpotSeconds()), seconds(slo.e2eSeconds())));
        matrix(page, "requests per second of one pod within the SLO (0: can't meet it)", profile, profile.tputs());
        matrix(page, "mean end-to-end latency there, seconds", profile, profile.e2e());
        matrix(page, "mean time to first token there, seconds", profile, profile.ttft());
        matrix(page, "mean time per output token there, seconds", profile, profile.tpot());
        return page.toString();
    }

    private static void matrix(StringBuilder page, String title, LatencyProfile profile, Matrix values) {
        Grid grid = profile.indexes();
        page.append("%n%s%n%10s".formatted(title, "out\\prompt"));
        grid.promptTokens().forEach(tokens -> page.append(" %8d".formatted(tokens)));
        page.append("%n".formatted());
        for (int row = 0; row < grid.outputTokens().size(); row++) {
            page.append("%10d".formatted(grid.outputTokens().get(row)));
            List<Double> cells = values.rows().get(row);
            cells.forEach(value -> page.append(" %8s".formatted(number(value))));
            page.append("%n".formatted());
        }
    }

    private static String seconds(double target) {
        return target == 0 ? "none" : number(target) + " s";
    }

    private static String number(double value) {
        return value == 0 ? "0" : String.format(Locale.ROOT, value < 10 ? "%.3f" : "%.1f", value);
    }
}
