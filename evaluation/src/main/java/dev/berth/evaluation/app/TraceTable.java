package dev.berth.evaluation.app;

import dev.berth.evaluation.app.TraceDescribe.DescribedTrace;
import dev.berth.simulator.trace.TraceSummary;
import dev.berth.simulator.trace.TraceSummary.Lengths;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** The table that {@code ./berth trace describe} prints. */
final class TraceTable {
    private static final int LABEL_WIDTH = 46;

    private TraceTable() {}

    private record Row(String label, Function<TraceSummary, String> cell) {}

    private static final List<Row> ROWS = List.of(
            new Row(
                    "requests / duration s / mean req/s",
                    s -> format("%,d / %,.0f / %.2f", s.requests(), s.durationSeconds(), s.requestsPerSecond())),
            new Row("prompt tokens p25/50/75/95/99/max", s -> lengths(s.promptTokens())),
            new Row("output tokens p25/50/75/95/99/max", s -> lengths(s.outputTokens())),
            new Row(
                    "mean prompt / output tokens",
                    s -> format(
                            "%,.0f / %,.0f",
                            s.promptTokens().mean(), s.outputTokens().mean())),
            new Row("tokens/s, prompt + output", s -> format("%,.0f", s.tokensPerSecond())),
            new Row(
                    "peak / mean requests, 10 s / 60 s / 300 s",
                    s -> format("%.2f / %.2f / %.2f", s.peakToMean10s(), s.peakToMean60s(), s.peakToMean300s())),
            new Row(
                    "variance / mean of counts, 10 s / 60 s",
                    s -> format("%.1f / %.1f", s.dispersion10s(), s.dispersion60s())),
            new Row(
                    "variation of the gaps",
                    s -> s.onGrid() ? "unknown (arrivals on a 3 s grid)" : format("%.2f", s.gapVariation())),
            new Row(
                    "prefix blocks seen before (endless cache)",
                    s -> s.prefixShare() == 0 ? "not told" : format("%.0f %%", 100 * s.prefixShare())));

    static String of(List<DescribedTrace> traces) {
        List<List<String>> columns = new ArrayList<>();
        for (DescribedTrace trace : traces) {
            List<String> column = new ArrayList<>(List.of(trace.file()));
            ROWS.forEach(row -> column.add(row.cell().apply(trace.summary())));
            columns.add(column);
        }
        StringBuilder out = new StringBuilder();
        for (int line = 0; line <= ROWS.size(); line++) {
            out.append(padded(line == 0 ? "" : ROWS.get(line - 1).label(), LABEL_WIDTH));
            for (List<String> column : columns) {
                int width = 2 + column.stream().mapToInt(String::length).max().orElse(0);
                out.append(padded(column.get(line), width));
            }
            out.append('\n');
        }
        return out.toString().replaceAll(" +\n", "\n").stripTrailing();
    }

    private static String lengths(Lengths l) {
        return format("%.0f/%.0f/%.0f/%.0f/%.0f/%.0f", l.p25(), l.p50(), l.p75(), l.p95(), l.p99(), l.max());
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    private static String format(String form, Object... values) {
        return String.format(Locale.ROOT, form, values);
    }
}
