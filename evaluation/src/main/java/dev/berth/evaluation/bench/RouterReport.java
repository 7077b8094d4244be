package dev.berth.evaluation.bench;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * What a router cost beside nginx.
 *
 * @param planned whether its table was made of a plan
 * @param checks what else the yardstick looked at; null if it was not asked
 * @param soak null if there was none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RouterReport(
        String policy, boolean requestLog, boolean planned, List<Row> rows, Checks checks, Soak soak) {
    private static final String ROUTER = "target";
    private static final String NGINX = "nginx";
    private static final String DIRECT = "direct";
    private static final int P50 = 0;
    private static final int P99 = 2;

    private static final Map<String, String> GOALS = Map.of(
            "req-1k", "CPU <= 1.2 (1.5 at most), req/s >= 0.85; with the log 1.5",
            "req-8k", "CPU <= 1.0 (1.4 at most); with the log 1.3",
            "req-32k-last", "CPU <= 1.5 (1.8 at most); with the log 1.8",
            "open-500", "P50 <= 0.15 ms, P99 <= nginx's + 1 ms",
            "sse-500", "CPU <= 1.1 (1.35 at most), P50 / P99 <= 0.25 / 4 ms",
            "sse-2000", "no errors, chunks/s >= 0.85");

    RouterReport(String policy, boolean requestLog, boolean planned) {
        this(policy, requestLog, planned, List.of(), null, null);
    }

    /**
     * One phase, over its rounds.
     *
     * @param unit what is counted: requests, or chunks of streams
     * @param cpuMicros of the router's process for one of them
     * @param cpuTimesNginx in the same round; null without an nginx, as all that compares with it
     * @param above milliseconds above what the pods alone took in the same round
     * @param errors and streams that stood still
     * @param megabytes resident, the most of all rounds
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Row(
            String phase,
            String unit,
            Spread cpuMicros,
            Spread cpuTimesNginx,
            Spread perSecond,
            Spread perSecondTimesNginx,
            Delay above,
            Delay nginxAbove,
            long errors,
            double megabytes) {}

    /** Milliseconds, at these quantiles. */
    public record Delay(Spread p50, Spread p99) {}

    /**
     * What is to hold beside speed.
     *
     * @param altered bodies that came out otherwise than they went in
     * @param aborts of 20 that reached the pods
     * @param misses loads into slots per 1,000 requests
     * @param busiest share of the requests that the busier pod had
     */
    public record Checks(int altered, int aborts, double newConnections, double misses, double busiest) {}

    /**
     * Memory over time.
     *
     * @param slope megabytes a minute, over the second half
     */
    public record Soak(
            double minutes,
            int slowReaders,
            double perSecond,
            long errors,
            double firstMegabytes,
            double lastMegabytes,
            double mostMegabytes,
            double slope) {}

    /** @param lines of the yardstick: one phase of one target in one round each */
    RouterReport withRounds(List<JsonNode> lines, Optional<JsonNode> found) {
        Map<String, Map<Integer, Map<String, JsonNode>>> phases = new LinkedHashMap<>();
        for (JsonNode line : lines) {
            phases.computeIfAbsent(line.get("phase").asText(), p -> new TreeMap<>())
                    .computeIfAbsent(line.get("round").asInt(), r -> new TreeMap<>())
                    .put(line.get("target").asText(), line.get("r"));
        }
        List<Row> made = new ArrayList<>();
        phases.forEach((phase, rounds) -> made.add(row(phase, List.copyOf(rounds.values()))));
        return new RouterReport(
                policy,
                requestLog,
                planned,
                made,
                found.map(RouterReport::checks).orElse(null),
                soak);
    }

    RouterReport withSoak(Soak done) {
        return new RouterReport(policy, requestLog, planned, rows, checks, done);
    }

    private static Row row(String phase, List<Map<String, JsonNode>> rounds) {
        boolean streams = phase.startsWith("sse");
        String rate = streams ? "events_per_s" : "rps";
        String delay = streams ? "chunk_lat_us" : "lat_us";
        return new Row(
                phase,
                streams ? "chunk" : "request",
                spread(rounds, r -> number(r, ROUTER, "cpu_us_per_unit")),
                spread(rounds, r -> number(r, ROUTER, "cpu_us_per_unit") / number(r, NGINX, "cpu_us_per_unit")),
                spread(rounds, r -> number(r, ROUTER, rate)),
                spread(rounds, r -> number(r, ROUTER, rate) / number(r, NGINX, rate)),
                delay(rounds, ROUTER, delay),
                delay(rounds, NGINX, delay),
                Math.round(rounds.stream()
                        .mapToDouble(r -> number(r, ROUTER, "errors") + number(r, ROUTER, "stalled"))
                        .filter(Double::isFinite)
                        .sum()),
                rounds.stream()
                        .mapToDouble(r -> number(r, ROUTER, "rss_kb") / 1024)
                        .filter(Double::isFinite)
                        .max()
                        .orElse(0));
    }

    private static Delay delay(List<Map<String, JsonNode>> rounds, String of, String field) {
        Spread p50 = spread(rounds, r -> (quantile(r, of, field, P50) - quantile(r, DIRECT, field, P50)) / 1e3);
        Spread p99 = spread(rounds, r -> (quantile(r, of, field, P99) - quantile(r, DIRECT, field, P99)) / 1e3);
        return p50 == null ? null : new Delay(p50, p99);
    }

    private static Spread spread(List<Map<String, JsonNode>> rounds, ToDoubleFunction<Map<String, JsonNode>> figure) {
        double[] figures =
                rounds.stream().mapToDouble(figure).filter(Double::isFinite).toArray();
        return figures.length == 0 ? null : Spread.of(figures);
    }

    /** Not a number if the target was not in the round. */
    private static double number(Map<String, JsonNode> round, String target, String field) {
        JsonNode found = round.get(target);
        return found == null ? Double.NaN : found.path(field).asDouble(Double.NaN);
    }

    private static double quantile(Map<String, JsonNode> round, String target, String field, int which) {
        JsonNode found = round.get(target);
        return found == null ? Double.NaN : found.path(field).path(which).asDouble(Double.NaN);
    }

    private static Checks checks(JsonNode found) {
        int altered = 0;
        for (var field : found.properties()) {
            if (field.getKey().startsWith("echo_")
                    && !(field.getValue().isBoolean() && field.getValue().asBoolean())) {
                altered++;
            }
        }
        double busiest = 0;
        for (JsonNode share : found.path("share_per_port")) {
            busiest = Math.max(busiest, share.asDouble());
        }
        return new Checks(
                altered,
                found.path("aborts_carried_of_20").asInt(),
                found.path("new_upstream_connections_per_1000_req").asDouble(),
                found.path("lora_loads_per_1000_req").asDouble(),
                busiest);
    }

    /** For people. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("Router with %s, request log %s, %s; median [least - most] of the rounds"
                .formatted(
                        policy,
                        requestLog ? "to Kafka" : "off",
                        planned ? "adapters placed by a plan" : "every adapter on both pods"));
        for (Row row : rows) {
            lines.add("");
            lines.add(row.phase() + (GOALS.containsKey(row.phase()) ? "   goal: " + GOALS.get(row.phase()) : ""));
            lines.add("  CPU per %s: %s us, x nginx %s"
                    .formatted(row.unit(), text(row.cpuMicros()), text(row.cpuTimesNginx())));
            lines.add("  %ss/s: %s, x nginx %s"
                    .formatted(row.unit(), text(row.perSecond()), text(row.perSecondTimesNginx())));
            lines.add("  ms above direct: P50 %s, P99 %s; nginx: P50 %s, P99 %s"
                    .formatted(
                            text(row.above() == null ? null : row.above().p50()),
                            text(row.above() == null ? null : row.above().p99()),
                            text(
                                    row.nginxAbove() == null
                                            ? null
                                            : row.nginxAbove().p50()),
                            text(
                                    row.nginxAbove() == null
                                            ? null
                                            : row.nginxAbove().p99())));
            lines.add("  errors %d, memory %.0f MiB".formatted(row.errors(), row.megabytes()));
        }
        if (checks != null) {
            lines.add("");
            lines.add("altered bodies %d; aborts carried %d of 20; new pod connections per 1,000 requests %.2f"
                    .formatted(checks.altered(), checks.aborts(), checks.newConnections()));
            lines.add(
                    "LoRA misses per 1,000 requests %.0f, the busier pod had %.0f %%   goal: <= 170 with <= 55 %% by a plan"
                            .formatted(checks.misses(), 100 * checks.busiest()));
        }
        if (soak != null) {
            lines.add("");
            lines.add(
                    "%.1f min with %d slow readers at %.0f requests/s: errors %d, memory %.0f -> %.0f MiB, most %.0f MiB,"
                                    .formatted(
                                            soak.minutes(),
                                            soak.slowReaders(),
                                            soak.perSecond(),
                                            soak.errors(),
                                            soak.firstMegabytes(),
                                            soak.lastMegabytes(),
                                            soak.mostMegabytes())
                            + " %+.2f MiB a minute in the second half".formatted(soak.slope()));
        }
        return lines;
    }

    private static String text(Spread spread) {
        if (spread == null) {
            return "- (no nginx)";
        }
        String form = spread.median() >= 100 ? "%,.0f [%,.0f - %,.0f]" : "%.2f [%.2f - %.2f]";
        return String.format(Locale.ROOT, form, spread.median(), spread.least(), spread.most());
    }
}
