package dev.berth.evaluation.compare.report;

import dev.berth.evaluation.compare.ArmRow;
import dev.berth.evaluation.compare.Comparison;
import dev.berth.evaluation.compare.Measure;
import dev.berth.evaluation.compare.SeedRow;
import dev.berth.evaluation.compare.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Every run's values, a line each, by RFC 4180: {@code results.csv}. What is not known is empty. */
public final class ResultsCsv {
    private ResultsCsv() {}

    public static String text(Comparison comparison) {
        StringBuilder out = new StringBuilder();
        List<String> head = new ArrayList<>(List.of(
                "scenario", "loraOverhead", "rate", "pods", "seconds", "placement", "picking", "scaler", "seed"));
        for (Measure measure : Measure.values()) {
            head.add(measure.key());
        }
        head.add("note");
        head.add("failure");
        line(out, head);
        for (Comparison.Block block : comparison.blocks()) {
            for (ArmRow row : block.rows()) {
                for (SeedRow seed : row.seeds()) {
                    line(out, cells(row, seed));
                }
            }
        }
        return out.toString();
    }

    private static List<String> cells(ArmRow row, SeedRow seed) {
        Workload workload = seed.workload();
        List<String> cells = new ArrayList<>(List.of(
                workload.scenario(),
                workload.overhead().name().toLowerCase(Locale.ROOT),
                Double.toString(workload.rate()),
                Integer.toString(workload.pods()),
                Integer.toString(workload.seconds()),
                row.arm().placement(),
                row.arm().picking(),
                row.arm().scaler(),
                Long.toString(seed.seed())));
        for (Measure measure : Measure.values()) {
            Double value = seed.values().get(measure);
            cells.add(value == null ? "" : Double.toString(value));
        }
        cells.add(seed.note());
        cells.add(seed.failure());
        return cells;
    }

    private static void line(StringBuilder out, List<String> cells) {
        out.append(cells.stream().map(ResultsCsv::quoted).collect(Collectors.joining(",")))
                .append("\r\n");
    }

    private static String quoted(String cell) {
        boolean plain = cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? cell : '"' + cell.replace("\"", "\"\"") + '"';
    }
}
