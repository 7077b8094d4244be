package dev.berth.streaming.profile.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * One run of {@code vllm bench serve}, as the lines that AIBrix's rule reads. Latencies come in milliseconds. Lengths are those
 * of the mean request. E2E is reported only with {@code --percentile-metrics ...,e2el}; without it, it is put together as TTFT +
 * TPOT x (output tokens - 1), of percentiles as of means, which for percentiles is a cautious guess.
 *
 * @param requestRate that was asked for; infinite if all requests were sent at once
 */
record VllmResult(
        double promptTokens,
        double outputTokens,
        double requestRate,
        double requestsPerSecond,
        double tokensPerSecond,
        Latency ttft,
        Latency tpot,
        Latency e2e) {

    /** Lengths that differ by less are one length: the tokenizer makes 1,023 of what was 1,024. */
    private static final double SAME_LENGTH = 1.05;

    /** Seconds; NaN where the run does not tell. */
    record Latency(double mean, double p50, double p90, double p99) {
        static Latency read(BenchmarkReader.Place place, JsonNode result, String name) {
            return new Latency(
                    place.figure(result, "mean_" + name + "_ms") / 1000,
                    place.figure(result, "median_" + name + "_ms") / 1000,
                    place.figure(result, "p90_" + name + "_ms") / 1000,
                    place.figure(result, "p99_" + name + "_ms") / 1000);
        }

        Latency plus(Latency each, double times) {
            return new Latency(
                    mean + each.mean * times, p50 + each.p50 * times, p90 + each.p90 * times, p99 + each.p99 * times);
        }

        boolean known() {
            return !Double.isNaN(mean);
        }
    }

    static VllmResult from(BenchmarkReader.Place place, JsonNode result) {
        double completed = place.number(result, "completed");
        if (!(completed >= 1)) {
            throw place.bad("is a run of which no request completed", "leave it out");
        }
        double prompt = Math.max(1, place.number(result, "total_input_tokens") / completed);
        double output = Math.max(1, place.number(result, "total_output_tokens") / completed);
        Latency ttft = Latency.read(place, result, "ttft");
        Latency tpot = Latency.read(place, result, "tpot");
        return new VllmResult(
                prompt,
                output,
                rate(place, result),
                place.number(result, "request_throughput"),
                place.number(result, "output_throughput"),
                ttft,
                tpot,
                Latency.read(place, result, "e2el"));
    }

    private static double rate(BenchmarkReader.Place place, JsonNode result) {
        JsonNode rate = result.get("request_rate");
        if (rate == null || rate.asText().equalsIgnoreCase("inf")) {
            return Double.POSITIVE_INFINITY;
        }
        return place.number(result, "request_rate");
    }

    /** Of all runs together, since their lengths are brought to common ones. */
    static List<BenchmarkRow> rows(List<VllmResult> results, Set<String> notes) {
        if (results.stream().anyMatch(result -> !result.e2e.known())) {
            notes.add("E2E is put together from TTFT and TPOT where vllm bench serve did not report it; run it with"
                    + " --percentile-metrics ttft,tpot,itl,e2el to have it measured");
        }
        List<Double> prompts =
                lengths(results.stream().map(VllmResult::promptTokens).toList());
        List<Double> outputs =
                lengths(results.stream().map(VllmResult::outputTokens).toList());
        List<BenchmarkRow> rows = new ArrayList<>();
        for (VllmResult result : results) {
            result.addRows(tick(prompts, result.promptTokens), tick(outputs, result.outputTokens), rows);
        }
        return rows;
    }

    private void addRows(long prompt, long output, List<BenchmarkRow> rows) {
        Latency whole = e2e.known() ? e2e : ttft.plus(tpot, outputTokens - 1);
        Latency requests = new Latency(requestsPerSecond, Double.NaN, Double.NaN, Double.NaN);
        Latency tokens = new Latency(tokensPerSecond, Double.NaN, Double.NaN, Double.NaN);
        rows.add(row(prompt, output, Metric.TPUT, requests));
        rows.add(row(prompt, output, Metric.TT, tokens));
        rows.add(row(prompt, output, Metric.E2E, whole));
        rows.add(row(prompt, output, Metric.TTFT, ttft));
        rows.add(row(prompt, output, Metric.TPOT, tpot));
    }

    private BenchmarkRow row(long prompt, long output, Metric metric, Latency figures) {
        return new BenchmarkRow(
                prompt, output, requestRate, metric, figures.mean, figures.p50, figures.p90, figures.p99);
    }

    /** The smallest of each group of lengths that count as one. */
    private static List<Double> lengths(List<Double> all) {
        List<Double> groups = new ArrayList<>();
        for (double length : new TreeSet<>(all)) {
            if (groups.isEmpty() || length > groups.get(groups.size() - 1) * SAME_LENGTH) {
                groups.add(length);
            }
        }
        return groups;
    }

    private static long tick(List<Double> groups, double length) {
        double tick = groups.get(0);
        for (double group : groups) {
            tick = group <= length ? group : tick;
        }
        return Math.round(tick);
    }
}
