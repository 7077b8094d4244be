package dev.berth.evaluation.twin;

import dev.berth.domain.config.ConfigException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A file of comma-separated numbers and words with a header. Columns are found by any of several names, whatever their case
 * and punctuation; whatever can't be read is one sentence with file, line and column.
 */
final class CsvTable {
    private final Path file;
    private final Map<String, Integer> columns;
    private final List<Row> rows = new ArrayList<>();

    private CsvTable(Path file, String header) {
        this.file = file;
        this.columns = columns(header);
    }

    /** @throws ConfigException if there is no such file, or it has no header */
    static CsvTable read(Path file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw new ConfigException("there is no file " + file);
        } catch (IOException e) {
            throw new ConfigException("can't read " + file + ": " + e.getMessage());
        }
        int header = 0;
        while (header < lines.size() && lines.get(header).isBlank()) {
            header++;
        }
        if (header == lines.size()) {
            throw new ConfigException(file + " is empty; its first line names the columns");
        }
        CsvTable table = new CsvTable(file, lines.get(header));
        for (int i = header + 1; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                table.add(i + 1, lines.get(i));
            }
        }
        return table;
    }

    private static Map<String, Integer> columns(String header) {
        Map<String, Integer> columns = new HashMap<>();
        String[] names = header.split(",", -1);
        for (int i = 0; i < names.length; i++) {
            columns.putIfAbsent(plain(names[i]), i);
        }
        return columns;
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }

    private void add(int line, String text) {
        String[] cells = text.split(",", -1);
        if (cells.length < columns.size()) {
            throw new ConfigException(
                    file + ", line " + line + ": expected " + columns.size() + " cells, found " + cells.length);
        }
        rows.add(new Row(line, cells));
    }

    List<Row> rows() {
        return rows;
    }

    boolean has(String... names) {
        return find(names) >= 0;
    }

    /** @throws ConfigException if no column has any of the names */
    void require(String... names) {
        if (!has(names)) {
            throw new ConfigException(
                    file + " has no column '" + names[0] + "'; its columns are " + String.join(", ", columns.keySet()));
        }
    }

    private int find(String... names) {
        for (String name : names) {
            Integer at = columns.get(plain(name));
            if (at != null) {
                return at;
            }
        }
        return -1;
    }

    /** One line. The first of several names is the one that complaints use. */
    final class Row {
        private final int line;
        private final String[] cells;

        private Row(int line, String[] cells) {
            this.line = line;
            this.cells = cells;
        }

        int line() {
            return line;
        }

        String text(String... names) {
            int at = find(names);
            return at < 0 ? "" : cells[at].strip();
        }

        double number(String... names) {
            String text = text(names);
            try {
                double number = Double.parseDouble(text);
                if (Double.isFinite(number)) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // told below, together with what parses but is no number either
            }
            throw bad(names[0], "is not a number but '" + text + "'");
        }

        /** The number, or another one where the column or its cell is missing. */
        double numberOr(double otherwise, String... names) {
            return text(names).isEmpty() ? otherwise : number(names);
        }

        int count(String... names) {
            double number = number(names);
            if (number != Math.rint(number) || Math.abs(number) > Integer.MAX_VALUE) {
                throw bad(names[0], "is not a whole number but '" + text(names) + "'");
            }
            return (int) number;
        }

        int countOr(int otherwise, String... names) {
            return text(names).isEmpty() ? otherwise : count(names);
        }

        ConfigException bad(String column, String what) {
            return new ConfigException(file + ", line " + line + ", column '" + column + "': it " + what);
        }
    }
}
