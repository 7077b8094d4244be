package dev.berth.optimizer.explain;

import java.util.ArrayList;
import java.util.List;

/** Rows of text in columns as wide as what they hold; the last column is as it is. */
public final class TextTable {
    private final String indent;
    private final List<List<String>> rows = new ArrayList<>();

    public TextTable(String indent) {
        this.indent = indent;
    }

    public TextTable row(String... cells) {
        rows.add(List.of(cells));
        return this;
    }

    public boolean hasRows() {
        return rows.size() > 1;
    }

    /** Lines without trailing blanks. */
    public List<String> lines() {
        int columns = rows.stream().mapToInt(List::size).max().orElse(0);
        int[] width = new int[columns];
        rows.forEach(row -> {
            for (int i = 0; i < row.size(); i++) {
                width[i] = Math.max(width[i], row.get(i).length());
            }
        });
        return rows.stream().map(row -> line(row, width)).toList();
    }

    private String line(List<String> row, int[] width) {
        StringBuilder line = new StringBuilder(indent);
        for (int i = 0; i < row.size(); i++) {
            line.append(row.get(i)).append(" ".repeat(width[i] - row.get(i).length() + 2));
        }
        return line.toString().stripTrailing();
    }
}
