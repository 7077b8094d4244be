package dev.berth.domain.profile;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.berth.domain.json.Json;
import dev.berth.domain.slo.SloTarget;
import java.util.ArrayList;
import java.util.List;

/**
 * A profile as AIBrix keeps it under {@code aibrix:profile_{model}_{deployment}}. Read leniently: its generator writes NaN,
 * which is no JSON, and older forms lack fields. Written strictly: a cell of which nothing is known is 0, which its gateway
 * and its optimizer read as "can't meet the SLO".
 *
 * @param gpu the deployment's name, whatever the field is called
 * @param cost price of one pod for a unit of time
 * @param tputs requests per second within {@code slos}: a row for each output length, a column for each prompt length
 * @param indexes output lengths, then prompt lengths; tokens, ascending
 * @param created Unix seconds
 * @param e2e mean seconds at that rate; empty in older forms
 * @param ttft the same; its generator writes it only with a TTFT target
 * @param tpot the same; read by its gateway, never written by its generator
 */
public record AibrixProfile(
        String gpu,
        double cost,
        List<List<Double>> tputs,
        List<List<Integer>> indexes,
        double created,
        List<List<Double>> e2e,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<List<Double>> ttft,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<List<Double>> tpot,
        Slos slos) {

    /**
     * What {@code tputs} was computed for; a target that was not set is null and is not written.
     *
     * @param percentile 50, 90 or 99 of the latencies; 0 for their mean
     */
    public record Slos(int percentile, Double tput, Double tt, Double e2e, Double ttft, Double tpat, Double tpot) {
        /** No target at all. */
        public static final Slos NONE = new Slos(0, null, null, null, null, null, null);
    }

    public AibrixProfile {
        gpu = gpu == null ? "" : gpu;
        slos = slos == null ? Slos.NONE : slos;
        indexes = indexes.stream().map(List::copyOf).toList();
        if (indexes.size() != 2) {
            throw new IllegalArgumentException("an AIBrix profile's indexes are two lists, not " + indexes.size());
        }
        tputs = finite("tputs", indexes, tputs);
        e2e = e2e.isEmpty() ? e2e : finite("e2e", indexes, e2e);
        ttft = ttft.isEmpty() ? ttft : finite("ttft", indexes, ttft);
        tpot = tpot.isEmpty() ? tpot : finite("tpot", indexes, tpot);
    }

    /**
     * @throws dev.berth.domain.json.UnreadableJsonException if it is no such profile
     */
    public static AibrixProfile read(String text) {
        return Json.readLenient(text, AibrixProfile.class);
    }

    /** The same capacities and latencies; Berth's own fields are left out. */
    public static AibrixProfile from(LatencyProfile profile) {
        SloTarget slo = profile.slos();
        return new AibrixProfile(
                profile.deployment(),
                profile.cost(),
                profile.tputs().rows(),
                List.of(profile.indexes().outputTokens(), profile.indexes().promptTokens()),
                profile.createdSeconds(),
                profile.e2e().rows(),
                profile.ttft().rows(),
                profile.tpot().rows(),
                new Slos(
                        0,
                        null,
                        null,
                        orNull(slo.e2eSeconds()),
                        orNull(slo.ttftSeconds()),
                        null,
                        orNull(slo.tpotSeconds())));
    }

    /** Strict JSON. */
    public String write() {
        return Json.write(this);
    }

    private static Double orNull(double target) {
        return target == 0 ? null : target;
    }

    private static List<List<Double>> finite(String name, List<List<Integer>> indexes, List<List<Double>> rows) {
        int height = indexes.get(0).size();
        int width = indexes.get(1).size();
        if (rows.size() != height || rows.stream().anyMatch(row -> row.size() != width)) {
            throw new IllegalArgumentException(
                    "an AIBrix profile's " + name + " does not have " + height + " rows of " + width + " columns");
        }
        List<List<Double>> cleaned = new ArrayList<>();
        for (List<Double> row : rows) {
            cleaned.add(row.stream()
                    .map(value -> value == null || !Double.isFinite(value) ? 0.0 : value)
                    .toList());
        }
        return List.copyOf(cleaned);
    }
}
