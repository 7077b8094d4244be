package dev.berth.evaluation.compare.report;

import dev.berth.evaluation.compare.ArmRow;
import dev.berth.evaluation.compare.Comparison;
import dev.berth.evaluation.compare.Crossover;
import dev.berth.evaluation.compare.Description;
import dev.berth.evaluation.compare.Measure;
import dev.berth.evaluation.compare.SeedRow;
import dev.berth.evaluation.scenario.LoraOverhead;
import dev.berth.evaluation.scenario.ScenarioFloors;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** A comparison as text: for each workload the bounds first, then a line an arm, the simplest answer first. */
public final class ComparisonTable {
    private final Comparison comparison;
    private final List<Column> columns = new ArrayList<>();
    private final StringBuilder out = new StringBuilder();

    /** A column; its head is two short words, one below the other. */
    private record Column(String above, String below, boolean left, Function<ArmRow, String> cell) {}

    private ComparisonTable(Comparison comparison) {
        this.comparison = comparison;
        columns.add(new Column("", "placement", true, row -> row.arm().placement()));
        columns.add(new Column("", "picking", true, row -> row.arm().picking()));
        columns.add(new Column("", "scaler", true, row -> row.arm().scaler()));
        Measure headline = comparison.headline();
        if (headline == Measure.RATE) {
            number("sustained", "rate x", Measure.RATE, "%.3f", 1);
        } else if (headline == Measure.PODS_NEEDED) {
            number("pods", "needed", Measure.PODS_NEEDED, "%.0f", 1);
        } else {
            number("attained", "%", Measure.ATTAINMENT, "%.2f", 100);
        }
        columns.add(new Column("vs baseline", Figures.unit(headline) + " [95 %]", true, this::againstBaseline));
        if (headline != Measure.ATTAINMENT) {
            number("attained", "%", Measure.ATTAINMENT, "%.2f", 100);
        }
        number("adapters", "worst %", Measure.WORST, "%.1f", 100);
        number("", "P5 %", Measure.P5, "%.1f", 100);
        number("", ">=99 %", Measure.AT_99, "%.1f", 100);
        number("", "Jain", Measure.JAIN, "%.3f", 1);
        number("goodput", "/s", Measure.GOODPUT, "%.1f", 1);
        number("TTFT ms", "P50", Measure.TTFT_P50, "%.0f", 1000);
        number("", "P95", Measure.TTFT_P95, "%.0f", 1000);
        number("", "P99", Measure.TTFT_P99, "%.0f", 1000);
        number("TPOT ms", "P99", Measure.TPOT_P99, "%.1f", 1000);
        number("", "loads", Measure.LOADS, "%.0f", 1);
        number("slot", "misses", Measure.SLOT_MISSES, "%.0f", 1);
        number("", "pods", Measure.PODS, "%.1f", 1);
        number("GPU", "hours", Measure.GPU_HOURS, "%.2f", 1);
        if (scaled()) {
            columns.add(new Column("GPU hours", "vs baseline %", true, this::hoursAgainstBaseline));
        }
        columns.add(new Column("recovery", "s", false, ComparisonTable::recovery));
    }

    public static String text(Comparison comparison) {
        return new ComparisonTable(comparison).write();
    }

    private void number(String above, String below, Measure measure, String form, double scale) {
        columns.add(new Column(above, below, false, row -> Figures.median(row, measure, form, scale)));
    }

    private String againstBaseline(ArmRow row) {
        return row.arm().equals(comparison.baseline()) ? "baseline" : Figures.difference(row, comparison.headline());
    }

    /** Whether the number of pods is what arms differ in. */
    private boolean scaled() {
        return comparison.blocks().stream()
                        .flatMap(block -> block.rows().stream())
                        .map(row -> row.arm().scaler())
                        .distinct()
                        .count()
                > 1;
    }

    private String hoursAgainstBaseline(ArmRow row) {
        return row.arm().equals(comparison.baseline()) ? "baseline" : Figures.difference(row, Measure.GPU_HOURS);
    }

    /** The longest after any shift or fault; with a sign if the SLO never came back after one. */
    private static String recovery(ArmRow row) {
        boolean always =
                row.figure(Measure.RECOVERED).map(share -> share.mean() >= 1).orElse(true);
        return (always ? "" : ">=") + Figures.median(row, Measure.RECOVERY, "%.0f", 1);
    }

    private String write() {
        for (Comparison.Block block : comparison.blocks()) {
            head(block);
            table(block.rows());
            notes(block.rows());
            out.append('\n');
        }
        if (!comparison.crossovers().isEmpty()) {
            comparison.crossovers().forEach(this::crossover);
            out.append('\n');
        }
        list("How to read it", comparison.method());
        list("Limits of every claim", comparison.limits());
        return out.toString();
    }

    private void head(Comparison.Block block) {
        Description about = block.about();
        ScenarioFloors floors = about.floors();
        out.append(block.workload()).append('\n');
        if (!about.asks().isEmpty()) {
            out.append("  asks: ").append(about.asks()).append('\n');
        }
        line(
                "  offered: %.2f requests/s for %d adapters on %d pods",
                floors.requestsPerSecond(), about.adapters(), about.pods());
        line(
                "  load floor: %d pods (fleet %.0f %% full by the closed form), %d in the busiest five minutes (%.0f %%)",
                floors.loadFloor(), 100 * floors.load(), floors.peakLoadFloor(), 100 * floors.peakLoad());
        line(
                "  slot floor: %d pods hold the adapters active at once; %d give each adapter a slot of its own",
                floors.slotFloor(), floors.strictSlotFloor());
        line("  rate of floors: x %.2f, where all capacity or all slots are used up on average", floors.rateOfFloors());
        line("  ceiling: %.2f %% of the requests would meet their SLO on an idle pod", 100 * block.ceiling());
        block.about()
                .notes()
                .forEach(note -> out.append("  note: ").append(note).append('\n'));
    }

    private void table(List<ArmRow> rows) {
        int[] widths = new int[columns.size()];
        String[][] cells = new String[rows.size()][widths.length];
        for (int c = 0; c < widths.length; c++) {
            Column column = columns.get(c);
            widths[c] = Math.max(column.above().length(), column.below().length());
            for (int r = 0; r < rows.size(); r++) {
                cells[r][c] = column.cell().apply(rows.get(r));
                widths[c] = Math.max(widths[c], cells[r][c].length());
            }
        }
        row(columns.stream().map(Column::above).toArray(String[]::new), widths);
        row(columns.stream().map(Column::below).toArray(String[]::new), widths);
        for (String[] line : cells) {
            row(line, widths);
        }
    }

    private void row(String[] cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int c = 0; c < cells.length; c++) {
            String space = " ".repeat(widths[c] - cells[c].length());
            line.append(c == 0 ? "" : "  ").append(columns.get(c).left() ? cells[c] + space : space + cells[c]);
        }
        out.append(line.toString().stripTrailing()).append('\n');
    }

    private void notes(List<ArmRow> rows) {
        for (ArmRow row : rows) {
            for (SeedRow seed : row.seeds()) {
                if (!seed.note().isEmpty()) {
                    line("  ! %s, seed %d: %s", row.arm(), seed.seed(), seed.note());
                }
                if (!seed.failure().isEmpty()) {
                    line("  ! %s, seed %d failed: %s", row.arm(), seed.seed(), seed.failure());
                }
            }
        }
    }

    private void crossover(Crossover crossover) {
        double share = crossover.share();
        line(
                "%s: the winner depends on the LoRA overhead: at low %s, at high %s. By a straight line between they are"
                        + " equal where n adapters in a batch make a step 1 + %.2f + %.4f n times as long.",
                crossover.scenario(),
                crossover.winnerAtLow(),
                crossover.winnerAtHigh(),
                between(LoraOverhead.LOW.fixed(), LoraOverhead.HIGH.fixed(), share),
                between(LoraOverhead.LOW.perAdapter(), LoraOverhead.HIGH.perAdapter(), share));
    }

    private static double between(double low, double high, double share) {
        return low + share * (high - low);
    }

    private void list(String title, List<String> lines) {
        out.append(title).append('\n');
        lines.forEach(line -> out.append("  - ").append(line).append('\n'));
    }

    private void line(String form, Object... values) {
        out.append(String.format(Locale.ROOT, form, values)).append('\n');
    }
}
