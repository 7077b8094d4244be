package dev.berth.domain.metrics;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Parser of the Prometheus text exposition format, version 0.0.4: comments, label escapes ({@code \\ \" \n}), {@code +Inf
 * -Inf NaN}, optional timestamps (read over). No maintained Java library parses it. A line that is not of the format is
 * skipped and counted: half a reading of an engine is worth more than none.
 */
public final class PrometheusText {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");
    private static final Pattern TIMESTAMP = Pattern.compile("-?[0-9]+");

    private PrometheusText() {}

    /**
     * What was read.
     *
     * @param badLines lines that are not of the format
     */
    public record Reading(List<MetricSample> samples, int badLines) {
        public Reading {
            samples = List.copyOf(samples);
        }
    }

    public static Reading parse(String text) {
        return parse(text, name -> true);
    }

    /**
     * Only the metrics that are wanted by name; the others are passed over unread. A server's page is nearly all histograms, so
     * this is what makes a thousand of them a second cheap.
     */
    public static Reading parse(String text, Predicate<String> wanted) {
        List<MetricSample> samples = new ArrayList<>();
        int bad = 0;
        for (int from = 0; from < text.length(); ) {
            int newline = text.indexOf('\n', from);
            int to = newline < 0 ? text.length() : newline;
            int start = from;
            from = to + 1;
            if (to == start || text.charAt(start) == '#' || !wanted.test(nameAt(text, start, to))) {
                continue;
            }
            String trimmed = text.substring(start, to).strip();
            if (trimmed.isEmpty() || trimmed.charAt(0) == '#') {
                continue;
            }
            try {
                samples.add(new Line(trimmed).sample());
            } catch (IllegalArgumentException | StringIndexOutOfBoundsException e) {
                bad++;
            }
        }
        return new Reading(samples, bad);
    }

    private static String nameAt(String text, int from, int to) {
        int start = from;
        while (start < to && Character.isWhitespace(text.charAt(start))) {
            start++;
        }
        int end = start;
        while (end < to && text.charAt(end) != '{' && !Character.isWhitespace(text.charAt(end))) {
            end++;
        }
        return text.substring(start, end);
    }

    /** A cursor over one line. */
    private static final class Line {
        private final String text;
        private int at;

        Line(String text) {
            this.text = text;
        }

        MetricSample sample() {
            String name = word("{ \t");
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException("no metric is called " + name);
            }
            skipBlanks();
            Map<String, String> labels = text.charAt(at) == '{' ? labels() : Map.of();
            skipBlanks();
            double value = number(word(" \t"));
            skipTimestamp();
            return new MetricSample(name, labels, value);
        }

        private void skipTimestamp() {
            skipBlanks();
            String rest = text.substring(at);
            if (!rest.isEmpty() && !TIMESTAMP.matcher(rest).matches()) {
                throw new IllegalArgumentException("neither a timestamp nor an end: " + rest);
            }
        }

        private Map<String, String> labels() {
            Map<String, String> labels = new HashMap<>();
            at++;
            skipBlanks();
            while (text.charAt(at) != '}') {
                String label = word("=").strip();
                expect('=');
                skipBlanks();
                expect('"');
                labels.put(label, quoted());
                skipBlanks();
                if (text.charAt(at) == ',') {
                    at++;
                    skipBlanks();
                }
            }
            at++;
            return labels;
        }

        private String quoted() {
            StringBuilder value = new StringBuilder();
            for (char c = text.charAt(at++); c != '"'; c = text.charAt(at++)) {
                if (c != '\\') {
                    value.append(c);
                    continue;
                }
                char escaped = text.charAt(at++);
                value.append(escaped == 'n' ? '\n' : escaped);
            }
            return value.toString();
        }

        private String word(String ends) {
            int from = at;
            while (at < text.length() && ends.indexOf(text.charAt(at)) < 0) {
                at++;
            }
            return text.substring(from, at);
        }

        private void expect(char c) {
            if (text.charAt(at++) != c) {
                throw new IllegalArgumentException("expected " + c);
            }
        }

        private void skipBlanks() {
            while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
                at++;
            }
        }

        private static double number(String text) {
            return switch (text) {
                case "+Inf", "Inf" -> Double.POSITIVE_INFINITY;
                case "-Inf" -> Double.NEGATIVE_INFINITY;
                default -> Double.parseDouble(text);
            };
        }
    }
}
