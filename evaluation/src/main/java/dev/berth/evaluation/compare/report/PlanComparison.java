package dev.berth.evaluation.compare.report;

import dev.berth.evaluation.outcome.ClassRow;
import dev.berth.evaluation.outcome.ModelRow;
import dev.berth.evaluation.outcome.PodRow;
import dev.berth.evaluation.outcome.RunResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * The same requests under two plans, side by side.
 *
 * @param requests name of their log
 * @param notes what a reader must know
 */
public record PlanComparison(String requests, List<String> notes, Side current, Side candidate) {
    private static final int MOST_ADAPTERS = 10;
    private static final double PERCENT = 100;
    private static final double MILLIS = 1e3;

    public PlanComparison {
        notes = List.copyOf(notes);
    }

    /**
     * One plan and what came of it.
     *
     * @param plan file of the plan
     * @param version of the plan
     */
    public record Side(String plan, String version, RunResult result) {}

    public String text() {
        List<String> lines = new ArrayList<>();
        lines.add(requests + ": " + current.result().requests().offered() + " requests in "
                + Math.round(current.result().durationSeconds()) + " s under two plans");
        notes.forEach(note -> lines.add("  note: " + note));
        lines.add(String.format(Locale.ROOT, "%-34s %14s %14s %12s", "", "current", "candidate", "difference"));
        lines.add(String.format(Locale.ROOT, "%-34s %14s %14s", "plan", current.version(), candidate.version()));
        line(lines, "attained %", "%.2f", r -> PERCENT * r.requests().attainment());
        for (ClassRow row : current.result().classes()) {
            line(lines, "  class " + row.sloClass(), "%.2f", r -> PERCENT * ofClass(r, row.sloClass()));
        }
        line(lines, "  worst adapter", "%.2f", r -> PERCENT * r.fairness().worst());
        line(
                lines,
                "  adapters with >= 99 %",
                "%.1f",
                r -> PERCENT * r.fairness().shareAt99());
        line(lines, "TTFT ms, P50", "%.0f", r -> MILLIS * r.latencies().ttft().p50());
        line(lines, "         P95", "%.0f", r -> MILLIS * r.latencies().ttft().p95());
        line(lines, "         P99", "%.0f", r -> MILLIS * r.latencies().ttft().p99());
        line(lines, "TPOT ms, P50", "%.1f", r -> MILLIS * r.latencies().tpot().p50());
        line(lines, "         P99", "%.1f", r -> MILLIS * r.latencies().tpot().p99());
        line(lines, "rejected, failed, timed out", "%.0f", PlanComparison::lost);
        line(lines, "slot misses", "%.0f", r -> r.engines().slotMisses());
        line(lines, "busiest pod, % of the time", "%.0f", PlanComparison::busiest);
        for (PodRow pod : current.result().pods()) {
            line(lines, "  " + pod.pod() + " busy %", "%.0f", r -> busy(r, pod.pod()));
        }
        adapters(lines);
        return String.join(System.lineSeparator(), lines) + System.lineSeparator();
    }

    private void line(List<String> lines, String name, String form, ToDoubleFunction<RunResult> value) {
        double before = value.applyAsDouble(current.result());
        double after = value.applyAsDouble(candidate.result());
        lines.add(String.format(
                Locale.ROOT,
                "%-34s %14s %14s %12s",
                name,
                String.format(Locale.ROOT, form, before),
                String.format(Locale.ROOT, form, after),
                String.format(Locale.ROOT, form.replace("%", "%+"), after - before)));
    }

    /** Those whose attainment differs most. */
    private void adapters(List<String> lines) {
        List<ModelRow> differing = current.result().models().stream()
                .filter(row -> row.adapter() && row.offered() > 0 && difference(row.model()) != 0)
                .sorted(Comparator.comparingDouble((ModelRow row) -> -Math.abs(difference(row.model())))
                        .thenComparing(ModelRow::model))
                .toList();
        if (differing.isEmpty()) {
            lines.add("No adapter is served better or worse.");
            return;
        }
        lines.add("Adapters that are served better or worse, attained %: " + differing.size() + " of "
                + current.result().fairness().adapters());
        differing.stream()
                .limit(MOST_ADAPTERS)
                .forEach(row -> line(
                        lines,
                        "  " + row.model() + " (" + row.offered() + " requests)",
                        "%.2f",
                        r -> PERCENT * ofModel(r, row.model())));
    }

    private double difference(String model) {
        return ofModel(candidate.result(), model) - ofModel(current.result(), model);
    }

    private static double ofModel(RunResult result, String model) {
        return result.models().stream()
                .filter(row -> row.model().equals(model))
                .mapToDouble(ModelRow::attainment)
                .findFirst()
                .orElse(1);
    }

    private static double ofClass(RunResult result, String sloClass) {
        return result.classes().stream()
                .filter(row -> row.sloClass().equals(sloClass))
                .mapToDouble(ClassRow::attainment)
                .findFirst()
                .orElse(1);
    }

    private static double lost(RunResult result) {
        return result.requests().rejected()
                + result.requests().failed()
                + result.requests().timedOut();
    }

    private static double busiest(RunResult result) {
        return result.pods().stream().mapToDouble(PlanComparison::busy).max().orElse(0);
    }

    private static double busy(RunResult result, String pod) {
        return result.pods().stream()
                .filter(row -> row.pod().equals(pod))
                .mapToDouble(PlanComparison::busy)
                .findFirst()
                .orElse(0);
    }

    private static double busy(PodRow pod) {
        return pod.aliveSeconds() <= 0 ? 0 : PERCENT * pod.busySeconds() / pod.aliveSeconds();
    }
}
