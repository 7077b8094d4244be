package dev.berth.domain.profile;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;

/**
 * Values over a {@link Grid}: one row for each output length. Immutable, finite; in JSON an array of rows.
 */
public record Matrix(@JsonValue List<List<Double>> rows) {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Matrix {
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("a profile's matrix has no rows");
        }
        rows = rows.stream().map(List::copyOf).toList();
        for (List<Double> row : rows) {
            if (row.size() != rows.get(0).size()) {
                throw new IllegalArgumentException("a profile's rows differ in length");
            }
            for (double value : row) {
                if (Double.isNaN(value) || Double.isInfinite(value)) {
                    throw new IllegalArgumentException("a profile's values are finite numbers, found " + value);
                }
            }
        }
    }

    public double at(Grid.Cell cell) {
        return rows.get(cell.row()).get(cell.column());
    }

    /** Whether it has a row for each output length and a column for each prompt length. */
    public boolean fits(Grid grid) {
        return rows.size() == grid.outputTokens().size()
                && rows.get(0).size() == grid.promptTokens().size();
    }
}
