package dev.berth.evaluation.report;

import dev.berth.domain.json.Json;
import dev.berth.domain.slo.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** Writes arms side by side, for people and for programs. */
public final class ReportPrinter {
    /** Said with every claim. */
    static final List<String> LIMITS = List.of(
            "The pods are simulated: their times come from published engine coefficients; no GPU was used.",
            "The trace names no adapters: which request asks for which one, and the drift, are synthetic.",
            "Pods, router, planner and load generator shared one machine.",
            "One segment, one seed: repeat with other seeds before believing a small difference.");

    private static final int LABEL_WIDTH = 38;
    private static final int MOST_ERRORS = 5;

    private ReportPrinter() {}

    /** The content of {@code report.json}. */
    record Report(int form, List<ArmReport> arms, List<String> limits) {}

    /** A line of the table; the difference is the last arm's value less the first one's. */
    private record Row(String label, Function<ArmReport, String> cell, Function<List<ArmReport>, String> difference) {}

    /** A table: one column an arm and, for two arms, their difference; then warnings and the limits of the claim. */
    public static String text(List<ArmReport> arms) {
        if (arms.isEmpty()) {
            return "no arm was run\n";
        }
        StringBuilder out = new StringBuilder();
        table(out, arms);
        errors(out, arms);
        warnings(out, arms);
        out.append("\nLimits of the claim\n");
        LIMITS.forEach(limit -> out.append("  - ").append(limit).append('\n'));
        return out.toString();
    }

    /** The content of {@code report.json}; {@code docs/report.md} names the fields. */
    public static String json(List<ArmReport> arms) {
        return Json.writePretty(new Report(1, arms, LIMITS));
    }

    private static void table(StringBuilder out, List<ArmReport> arms) {
        boolean compares = arms.size() == 2;
        int width = 14;
        for (ArmReport arm : arms) {
            width = Math.max(width, arm.name().length() + 2);
        }
        out.append(" ".repeat(LABEL_WIDTH));
        for (ArmReport arm : arms) {
            out.append(right(arm.name(), width));
        }
        out.append(compares ? right("difference", width) : "").append('\n');
        for (Row row : rows(arms)) {
            out.append(left(row.label()));
            for (ArmReport arm : arms) {
                out.append(right(row.cell().apply(arm), width));
            }
            out.append(compares ? right(row.difference().apply(arms), width) : "");
            while (out.charAt(out.length() - 1) == ' ') {
                out.setLength(out.length() - 1);
            }
            out.append('\n');
        }
    }

    private static List<Row> rows(List<ArmReport> arms) {
        List<Row> rows = new ArrayList<>();
        rows.add(share("SLO attainment, by request", a -> a.attainment().share()));
        rows.add(share("  that an idle pod would reach", ArmReport::ceiling));
        sloClasses(arms).forEach(name -> rows.add(share("  class " + name, a -> shareOf(a.bySloClass(), name))));
        rows.add(share("SLO attainment, worst adapter", a -> a.fairness().worst()));
        rows.add(new Row("  which", a -> a.fairness().worstAdapter(), both -> ""));
        rows.add(share("  P5 of the adapters", a -> a.fairness().p5()));
        rows.add(share("  adapters at 99 % or more", a -> a.fairness().shareAt99()));
        rows.add(number("  Jain's fairness index", "%.3f", a -> a.fairness().jain()));
        rows.add(number("goodput, requests/s", "%.2f", ArmReport::goodputPerSecond));
        rows.add(number("  offered, requests/s", "%.2f", ArmReport::offeredPerSecond));
        latency(rows, "TTFT", ArmReport::ttft);
        latency(rows, "TPOT", ArmReport::tpot);
        latency(rows, "E2E", ArmReport::e2e);
        rows.add(count("requests sent", ArmReport::sent));
        rows.add(count("  completed", a -> a.count(Outcome.COMPLETED)));
        rows.add(count("  failed", a -> a.count(Outcome.FAILED)));
        rows.add(count("  rejected", a -> a.count(Outcome.REJECTED)));
        rows.add(count("  timed out", a -> a.count(Outcome.TIMED_OUT)));
        rows.add(count("  aborted by the client", a -> a.count(Outcome.CLIENT_ABORT)));
        rows.add(count("loads", a -> a.counters().loads()));
        rows.add(count("unloads", a -> a.counters().unloads()));
        rows.add(count("failed loads", a -> a.counters().failedLoads()));
        rows.add(count("plans applied", a -> a.counters().plansApplied()));
        if (arms.stream().anyMatch(a -> a.recovery().driftAtSeconds() > 0)) {
            drift(rows);
        }
        rows.add(millis("load generator late, P50", a -> a.lag().p50()));
        rows.add(millis("  P99", a -> a.lag().p99()));
        rows.add(share("machine: cores in use", a -> a.machine().meanCpu()));
        return rows;
    }

    private static void drift(List<Row> rows) {
        rows.add(new Row("drift to recovered SLO", a -> recovery(a.recovery()), both -> recoveryDifference(both)));
        rows.add(share("  attainment before the drift", a -> a.recovery().before()));
        rows.add(share("  lowest 5 s after it", a -> a.recovery().lowest()));
    }

    private static Set<String> sloClasses(List<ArmReport> arms) {
        Set<String> names = new TreeSet<>();
        arms.forEach(arm -> names.addAll(arm.bySloClass().keySet()));
        return names;
    }

    private static double shareOf(Map<String, Attained> shares, String name) {
        Attained attained = shares.get(name);
        return attained == null ? 1 : attained.share();
    }

    private static void latency(List<Row> rows, String what, Function<ArmReport, Percentiles> seconds) {
        rows.add(millis(what + " P50", a -> seconds.apply(a).p50()));
        rows.add(millis("  P95", a -> seconds.apply(a).p95()));
        rows.add(millis("  P99", a -> seconds.apply(a).p99()));
    }

    private static Row share(String label, ToDoubleFunction<ArmReport> value) {
        return new Row(
                label,
                a -> format("%.1f %%", 100 * value.applyAsDouble(a)),
                arms -> format("%+.1f pp", 100 * difference(arms, value)));
    }

    private static Row millis(String label, ToDoubleFunction<ArmReport> seconds) {
        return new Row(
                label,
                a -> format("%.0f ms", 1000 * seconds.applyAsDouble(a)),
                arms -> relative(arms, seconds, format("%+.0f ms", 1000 * difference(arms, seconds))));
    }

    private static Row number(String label, String form, ToDoubleFunction<ArmReport> value) {
        return new Row(
                label,
                a -> format(form, value.applyAsDouble(a)),
                arms -> format(form.replace("%", "%+"), difference(arms, value)));
    }

    private static Row count(String label, ToDoubleFunction<ArmReport> value) {
        return new Row(
                label,
                a -> format("%.0f", value.applyAsDouble(a)),
                arms -> difference(arms, value) == 0 ? "0" : format("%+.0f", difference(arms, value)));
    }

    private static double difference(List<ArmReport> arms, ToDoubleFunction<ArmReport> value) {
        return value.applyAsDouble(arms.get(arms.size() - 1)) - value.applyAsDouble(arms.get(0));
    }

    private static String relative(List<ArmReport> arms, ToDoubleFunction<ArmReport> value, String absolute) {
        double first = value.applyAsDouble(arms.get(0));
        return first == 0 ? absolute : format("%+.0f %%", 100 * difference(arms, value) / first);
    }

    private static String recovery(Recovery recovery) {
        if (recovery.driftAtSeconds() == 0) {
            return "no drift";
        }
        return recovery.recovered() ? format("%.1f s", recovery.afterSeconds()) : "not recovered";
    }

    private static String recoveryDifference(List<ArmReport> arms) {
        Recovery first = arms.get(0).recovery();
        Recovery last = arms.get(arms.size() - 1).recovery();
        return first.recovered() && last.recovered()
                ? format("%+.1f s", last.afterSeconds() - first.afterSeconds())
                : "";
    }

    private static void errors(StringBuilder out, List<ArmReport> arms) {
        for (ArmReport arm : arms) {
            if (!arm.errors().isEmpty()) {
                out.append("\nNot completed in '").append(arm.name()).append("'\n");
                arm.errors().entrySet().stream()
                        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                        .limit(MOST_ERRORS)
                        .forEach(e -> out.append(format("  %5d  %s%n", e.getValue(), e.getKey())));
            }
        }
    }

    private static void warnings(StringBuilder out, List<ArmReport> arms) {
        Set<String> lines = new LinkedHashSet<>();
        for (ArmReport arm : arms) {
            arm.warnings().forEach(warning -> lines.add("in '" + arm.name() + "' " + warning));
        }
        ArmReport any = arms.get(0);
        if (any.droppedTooLong() > 0) {
            lines.add(any.droppedTooLong()
                    + " requests of the trace's segment were left out: longer than the engine's context");
        }
        if (!lines.isEmpty()) {
            out.append("\nWarnings\n");
            lines.forEach(line -> out.append("  ! ").append(line).append('\n'));
        }
    }

    private static String left(String text) {
        return text + " ".repeat(Math.max(1, LABEL_WIDTH - text.length()));
    }

    private static String right(String text, int width) {
        return " ".repeat(Math.max(1, width - text.length())) + text;
    }

    private static String format(String form, Object... values) {
        return String.format(Locale.ROOT, form, values);
    }
}
