package dev.berth.streaming.profile.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.domain.json.Json;
import dev.berth.domain.json.UnreadableJsonException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads benchmark files: AIBrix's lines, one figure each, and results of {@code vllm bench serve}, one run each, be it a file of
 * one result or a line for each (its {@code --append-result}). A result may span lines if it is alone in its file. Every
 * refusal names file and line, what is wrong there and how to mend it.
 */
public final class BenchmarkReader {
    private final List<BenchmarkRow> rows = new ArrayList<>();
    private final List<VllmResult> results = new ArrayList<>();
    private final Set<String> notes = new LinkedHashSet<>();

    /**
     * @throws BadBenchmarkException if the text holds anything else
     */
    public BenchmarkReader add(String file, String text) {
        List<String> lines = text.lines().toList();
        boolean any = false;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty()) {
                continue;
            }
            if (!any && line.equals("{")) {
                take(new Place(file, i + 1), text.strip());
                return this;
            }
            any = true;
            take(new Place(file, i + 1), line);
        }
        if (!any) {
            throw new BadBenchmarkException(
                    file + " is empty; give the JSON lines that AIBrix's benchmark.sh writes, or a"
                            + " result of vllm bench serve --save-result");
        }
        return this;
    }

    public Benchmark benchmark() {
        List<BenchmarkRow> all = new ArrayList<>(rows);
        all.addAll(VllmResult.rows(results, notes));
        return new Benchmark(all, List.copyOf(notes));
    }

    private void take(Place place, String json) {
        JsonNode node;
        try {
            node = Json.readLenient(json, JsonNode.class);
        } catch (UnreadableJsonException e) {
            throw place.bad("is not JSON", "each line must be one JSON object; mend or delete this one");
        }
        if (node.has("metric")) {
            takeLine(place, node);
        } else if (node.has("request_throughput")) {
            results.add(VllmResult.from(place, node));
        } else {
            throw place.bad(
                    "is neither a line of AIBrix's benchmark (it has no \"metric\") nor a result of vllm bench serve (it has no"
                            + " \"request_throughput\")",
                    "give such a file");
        }
    }

    private void takeLine(Place place, JsonNode line) {
        Metric metric = metric(line.get("metric").asText());
        if (metric == null) {
            notes.add("lines of metric " + line.get("metric").asText()
                    + " are left out: AIBrix's rule knows TPUT, TT, E2E, TTFT" + " and TPOT");
            return;
        }
        double rate = place.number(line, "request_rate");
        if (!(rate > 0)) {
            throw place.bad(
                    "has request_rate " + rate, "it must be a number above 0, the requests per second that were sent");
        }
        rows.add(new BenchmarkRow(
                place.tokens(line, "input_tokens"),
                place.tokens(line, "output_tokens"),
                rate,
                metric,
                place.figure(line, "mean"),
                place.figure(line, "P50"),
                place.figure(line, "P90"),
                place.figure(line, "P99")));
    }

    private static Metric metric(String name) {
        for (Metric metric : Metric.values()) {
            if (metric.name().equals(name) && metric != Metric.TPAT) {
                return metric;
            }
        }
        return null;
    }

    /** A line of a file. */
    record Place(String file, int line) {
        BadBenchmarkException bad(String what, String mend) {
            return new BadBenchmarkException(file + ", line " + line + " " + what + "; " + mend);
        }

        /** A number that must be there. */
        double number(JsonNode object, String field) {
            JsonNode value = object.get(field);
            if (value == null || !value.isNumber() || Double.isNaN(value.doubleValue())) {
                throw bad(
                        value == null || value.isNull()
                                ? "has no " + field
                                : "has " + field + " " + value + ", which is no number",
                        "give it as a number");
            }
            return value.doubleValue();
        }

        long tokens(JsonNode object, String field) {
            double value = number(object, field);
            if (!(value >= 1 && value <= Integer.MAX_VALUE) || value != Math.rint(value)) {
                throw bad("has " + field + " " + object.get(field), "it must be a whole number of tokens, at least 1");
            }
            return (long) value;
        }

        /** A figure that may be missing: then nothing is known, and it is NaN. */
        double figure(JsonNode object, String field) {
            JsonNode value = object.get(field);
            if (value == null || value.isNull()) {
                return Double.NaN;
            }
            if (!value.isNumber()) {
                throw bad("has " + field + " " + value + ", which is no number", "give a number, or leave it out");
            }
            return value.doubleValue();
        }
    }
}
