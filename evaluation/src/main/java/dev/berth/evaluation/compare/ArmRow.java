package dev.berth.evaluation.compare;

import dev.berth.evaluation.virtual.Arm;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A line of a table.
 *
 * @param figures over the seeds that went well; a measure that one of them lacks is left out
 * @param againstBaseline over the seeds that went well for both; empty for the baseline itself
 */
public record ArmRow(
        Arm arm, Map<Measure, Estimate> figures, Map<Measure, Difference> againstBaseline, List<SeedRow> seeds) {
    public ArmRow {
        figures = Map.copyOf(figures);
        againstBaseline = Map.copyOf(againstBaseline);
        seeds = List.copyOf(seeds);
    }

    static ArmRow of(Arm arm, List<SeedRow> seeds, List<SeedRow> baseline) {
        List<SeedRow> well = seeds.stream().filter(SeedRow::well).toList();
        Map<Measure, Estimate> figures = new EnumMap<>(Measure.class);
        Map<Measure, Difference> differences = new EnumMap<>(Measure.class);
        if (well.isEmpty()) {
            return new ArmRow(arm, figures, differences, seeds);
        }
        for (Measure measure : Measure.values()) {
            if (well.stream().allMatch(row -> row.values().containsKey(measure))) {
                figures.put(measure, Estimate.of(values(well, measure)));
            }
        }
        List<SeedRow> paired =
                well.stream().filter(row -> partner(row, baseline).isPresent()).toList();
        if (!paired.isEmpty()) {
            List<SeedRow> partners = paired.stream()
                    .map(row -> partner(row, baseline).orElseThrow())
                    .toList();
            for (Measure measure : figures.keySet()) {
                if (partners.stream().allMatch(row -> row.values().containsKey(measure))) {
                    differences.put(measure, Difference.of(values(paired, measure), values(partners, measure)));
                }
            }
        }
        return new ArmRow(arm, figures, differences, seeds);
    }

    public Optional<Estimate> figure(Measure measure) {
        return Optional.ofNullable(figures.get(measure));
    }

    public Optional<Difference> difference(Measure measure) {
        return Optional.ofNullable(againstBaseline.get(measure));
    }

    private static Optional<SeedRow> partner(SeedRow row, List<SeedRow> baseline) {
        return baseline.stream().filter(b -> b.well() && b.seed() == row.seed()).findFirst();
    }

    private static double[] values(List<SeedRow> rows, Measure measure) {
        return rows.stream().mapToDouble(row -> row.values().get(measure)).toArray();
    }
}
