package dev.berth.streaming.app;

import dev.berth.domain.config.ConfigException;
import dev.berth.domain.profile.Grid;
import dev.berth.domain.profile.Matrix;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Two profiles over the lengths that both have.
 *
 * @param figures by matrix: before, after and relative change of each cell; the change is null where before is 0 and after not
 */
record ProfileDifference(
        String before,
        String after,
        List<Integer> outputTokens,
        List<Integer> promptTokens,
        Map<String, Figures> figures) {

    /**
     * One matrix of both.
     *
     * @param largest relative change of any cell
     * @param mean of the absolute relative changes
     */
    record Figures(
            List<List<Double>> before,
            List<List<Double>> after,
            List<List<Double>> change,
            double largest,
            double mean) {}

    /**
     * @throws ConfigException if they have no length in common
     */
    static ProfileDifference between(ShownProfile before, ShownProfile after) {
        List<Integer> outputs =
                common(before.grid().outputTokens(), after.grid().outputTokens());
        List<Integer> prompts =
                common(before.grid().promptTokens(), after.grid().promptTokens());
        if (outputs.isEmpty() || prompts.isEmpty()) {
            throw new ConfigException("the profiles " + before.name() + " and " + after.name()
                    + " have no lengths of prompt and output in common, so there is nothing to compare");
        }
        Map<String, Figures> figures = new LinkedHashMap<>();
        before.matrices().forEach((name, values) -> {
            if (after.matrices().containsKey(name)) {
                figures.put(
                        name,
                        figures(
                                cells(before.grid(), values, outputs, prompts),
                                cells(after.grid(), after.matrices().get(name), outputs, prompts)));
            }
        });
        return new ProfileDifference(before.name(), after.name(), outputs, prompts, figures);
    }

    private static List<Integer> common(List<Integer> some, List<Integer> others) {
        return some.stream().filter(others::contains).toList();
    }

    private static List<List<Double>> cells(Grid grid, Matrix values, List<Integer> outputs, List<Integer> prompts) {
        return outputs.stream()
                .map(output -> prompts.stream()
                        .map(prompt -> values.at(grid.nearest(output, prompt)))
                        .toList())
                .toList();
    }

    private static Figures figures(List<List<Double>> before, List<List<Double>> after) {
        List<List<Double>> change = new ArrayList<>();
        double largest = 0;
        double sum = 0;
        int compared = 0;
        for (int row = 0; row < before.size(); row++) {
            List<Double> line = new ArrayList<>();
            for (int column = 0; column < before.get(row).size(); column++) {
                Double relative =
                        relative(before.get(row).get(column), after.get(row).get(column));
                line.add(relative);
                if (relative != null) {
                    largest = Math.abs(relative) > Math.abs(largest) ? relative : largest;
                    sum += Math.abs(relative);
                    compared++;
                }
            }
            change.add(line);
        }
        return new Figures(before, after, change, largest, compared == 0 ? 0 : sum / compared);
    }

    private static Double relative(double before, double after) {
        if (before == after) {
            return 0.0;
        }
        return before == 0 ? null : (after - before) / before;
    }

    String toTable() {
        StringBuilder page = new StringBuilder("from %s to %s%n".formatted(before, after));
        figures.forEach((name, values) -> {
            page.append("%n%s: %s on average, at most %s%n%10s"
                    .formatted(name, percent(values.mean).replace("+", ""), percent(values.largest), "out\\prompt"));
            promptTokens.forEach(tokens -> page.append(" %9d".formatted(tokens)));
            page.append("%n".formatted());
            for (int row = 0; row < outputTokens.size(); row++) {
                page.append("%10d".formatted(outputTokens.get(row)));
                values.change.get(row).forEach(change -> page.append(" %9s".formatted(percent(change))));
                page.append("%n".formatted());
            }
        });
        return page.toString();
    }

    private static String percent(Double change) {
        if (change == null) {
            return "new";
        }
        return change == 0 ? "=" : String.format(Locale.ROOT, "%+.1f %%", 100 * change);
    }
}
