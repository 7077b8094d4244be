package dev.berth.streaming.app;

import dev.berth.domain.demand.LatencyQuantiles;
import dev.berth.streaming.batch.SloReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A report for people. */
final class ReportTable {
    private static final String ROW = "%-28s %-16s %9s %8s %8s %12s %12s %9s %9s %10s %10s";

    private ReportTable() {}

    static List<String> lines(SloReport report) {
        List<String> lines = new ArrayList<>();
        lines.add(text("%s to %s", Instant.ofEpochMilli(report.fromMillis()), Instant.ofEpochMilli(report.toMillis())));
        lines.add("");
        lines.add(text(
                ROW,
                "adapter",
                "tenant",
                "requests",
                "failed",
                "SLO met",
                "prompt tok",
                "output tok",
                "TTFT p95",
                "E2E p95",
                "pod hours",
                "cost"));
        report.lines().forEach(line -> lines.add(row(line, report.costKnown())));
        lines.add(row(report.total(), report.costKnown()));
        lines.add("");
        for (SloReport.Idle idle : report.idle()) {
            lines.add(text(
                    "idle: %s, %d pods, %.2f of %.2f pod hours, cost %.4f",
                    idle.deployment(), idle.pods(), idle.idleHours(), idle.upHours(), idle.cost()));
        }
        if (!report.costKnown()) {
            lines.add(
                    report.idle().isEmpty()
                            ? "cost is not known: there are no engine samples of that time (--engine-input)"
                            : "cost is not known of all deployments: name their prices with --price or --redis");
        }
        if (report.unreadable() > 0) {
            lines.add(text("%d records could not be read and are left out", report.unreadable()));
        }
        return lines;
    }

    private static String row(SloReport.Line line, boolean costKnown) {
        return text(
                ROW,
                line.model(),
                line.tenant().isEmpty() ? "-" : line.tenant(),
                line.finished(),
                line.failed(),
                line.attainment().counted() == 0
                        ? "-"
                        : text("%.2f %%", 100 * line.attainment().ratio()),
                line.promptTokens(),
                line.outputTokens(),
                p95(line, LatencyQuantiles.Kind.TTFT),
                p95(line, LatencyQuantiles.Kind.E2E),
                text("%.3f", line.podHours()),
                costKnown ? text("%.4f", line.cost()) : "-");
    }

    private static String p95(SloReport.Line line, LatencyQuantiles.Kind kind) {
        return line.latencies().stream()
                .filter(quantiles -> quantiles.kind() == kind)
                .map(quantiles -> text("%.2f s", quantiles.p95Seconds()))
                .findFirst()
                .orElse("-");
    }

    private static String text(String form, Object... values) {
        return String.format(Locale.ROOT, form, values);
    }
}
