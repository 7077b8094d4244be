package dev.berth.evaluation.scenario;

import dev.berth.domain.config.Doc;
import dev.berth.domain.slo.SloTarget;
import dev.berth.simulator.trace.Drift;
import dev.berth.simulator.trace.FlashCrowd;
import dev.berth.simulator.trace.PhaseGroups;
import java.util.List;
import java.util.Map;

/**
 * A scenario as its file says it. Components that are not given are empty or 0, which stands for what the comment says.
 */
record ScenarioText(
        @Doc("a short name for tables") String name,
        @Doc("what it is to find out") String asks,
        @Doc("requests arrive for so long, seconds; a shorter trace is repeated") double seconds,
        @Doc("served name of the base model") String baseModel,
        @Doc("number of tenants that the adapters are shared out to by hash") int tenants,
        @Doc("SLO classes and their shares of the adapters, which are shared out by hash") List<ClassText> sloClasses,
        @Doc("deployments: engine, pods, slots") List<PoolText> pools,
        @Doc("failure domains that the pods are spread over") List<String> zones,
        @Doc("kinds of traffic, which add up") List<TrafficText> traffic,
        @Doc("what goes wrong") List<FaultText> faults,
        @Doc("sample in datasets/traces that stands in for a trace that is not there, by the trace's name")
                Map<String, String> samples) {

    static final ScenarioText DEFAULTS = new ScenarioText(
            "",
            "",
            0,
            "llama-3.1-8b",
            8,
            List.of(
                    new ClassText("interactive", new SloTarget(0.5, 0.050, 0), 4, 0.50),
                    new ClassText("standard", new SloTarget(2, 0.100, 0), 2, 0.35),
                    new ClassText("batch", new SloTarget(0, 0, 30), 1, 0.15)),
            List.of(),
            List.of("a"),
            List.of(),
            List.of(),
            Map.of(
                    "AzureLLMInferenceTrace_conv.csv",
                    "azure-conv-like-600s.csv",
                    "mooncake_conversation_trace.jsonl",
                    "mooncake-conversation-like-300s.jsonl"));

    ScenarioText {
        zones = List.copyOf(zones);
        if (!(seconds > 0) && !pools.isEmpty()) {
            throw new IllegalArgumentException("'seconds' must be > 0, found " + seconds);
        }
        if (tenants < 1 || zones.isEmpty() || sloClasses.isEmpty()) {
            throw new IllegalArgumentException(
                    "'tenants' must be >= 1, and there is at least one zone and one SLO class");
        }
    }

    /** An SLO class; the shares of all are relative. */
    record ClassText(String name, SloTarget target, int weight, double share) {
        ClassText {
            given("name", name);
            target = target == null ? SloTarget.NONE : target;
            if (!(share > 0)) {
                throw new IllegalArgumentException("SLO class '" + name + "' needs a share > 0");
            }
        }
    }

    /**
     * A deployment. 0 and empty: as the engine's file says; for {@code minPods} and {@code maxPods}: as many as
     * {@code pods}, which is a fleet that is not scaled.
     */
    record PoolText(
            String name,
            String engine,
            int pods,
            int minPods,
            int maxPods,
            int maxLoras,
            int maxCpuLoras,
            int maxLoraRank,
            long kvTokens,
            int maxModelLen) {
        PoolText {
            given("name", name);
            given("engine", engine);
            if (pods < 1) {
                throw new IllegalArgumentException("pool '" + name + "' needs pods >= 1");
            }
            minPods = minPods == 0 ? pods : minPods;
            maxPods = maxPods == 0 ? pods : maxPods;
            if (minPods > pods || pods > maxPods) {
                throw new IllegalArgumentException(
                        "pool '" + name + "': pods " + pods + " lies outside of " + minPods + " to " + maxPods);
            }
        }
    }

    /**
     * One kind of traffic: from a trace, or synthesised.
     *
     * @param trace name or path
     * @param scale multiple of the trace's rate; 0: 1
     * @param gridSeconds that the trace's arrivals are rounded down to
     * @param maxPromptTokens longer prompts are dropped and counted; 0: none
     * @param adapters null: as recorded by the trace, the base model if it records none
     */
    record TrafficText(
            String trace,
            SynthesisText synthesised,
            double scale,
            double gridSeconds,
            int maxPromptTokens,
            AdaptersText adapters,
            double baseModelShare,
            Drift drift,
            FlashCrowd flash,
            PhaseGroups phases,
            boolean sticky) {
        TrafficText {
            trace = trace == null ? "" : trace;
            scale = scale == 0 ? 1 : scale;
            if (trace.isEmpty() == (synthesised == null)) {
                throw new IllegalArgumentException("traffic comes either from a 'trace' or is 'synthesised'");
            }
            if (!(scale > 0) || !(gridSeconds >= 0) || maxPromptTokens < 0) {
                throw new IllegalArgumentException(
                        "traffic has scale > 0, gridSeconds >= 0 and maxPromptTokens >= 0, found " + scale + ", "
                                + gridSeconds + ", " + maxPromptTokens);
            }
        }
    }

    /** Adapters named {@code PREFIX-1}..., or just {@code PREFIX} if there is one. */
    record AdaptersText(String prefix, int count, double zipf) {
        AdaptersText {
            prefix = prefix == null ? "adapter" : prefix;
            if (count < 1 || !(zipf >= 0)) {
                throw new IllegalArgumentException(
                        "adapters need a count >= 1 and zipf >= 0, found " + count + " and " + zipf);
            }
        }
    }

    /**
     * Poisson arrivals whose rate follows a wave and the liveliness of a trace's minutes.
     *
     * @param minutesOf name or path of that trace; empty: none
     */
    record SynthesisText(
            double requestsPerSecond,
            double amplitude,
            double periodSeconds,
            String minutesOf,
            List<LengthsText> lengths) {
        SynthesisText {
            minutesOf = minutesOf == null ? "" : minutesOf;
            periodSeconds = periodSeconds == 0 ? 86_400 : periodSeconds;
            lengths = List.copyOf(lengths);
            if (lengths.isEmpty()) {
                throw new IllegalArgumentException("synthesised traffic needs 'lengths'");
            }
        }
    }

    /** Lengths as those of a trace or like those of a known shape; the shares of all are relative, 0: 1. */
    record LengthsText(String trace, String like, double share) {
        LengthsText {
            trace = trace == null ? "" : trace;
            like = like == null ? "" : like;
            share = share == 0 ? 1 : share;
            if (trace.isEmpty() == like.isEmpty()) {
                throw new IllegalArgumentException("lengths come either from a 'trace' or are 'like' a known shape");
            }
        }
    }

    /** A fault; see {@link ScenarioFault}. */
    record FaultText(ScenarioFault.Kind kind, String target, double atSeconds, double forSeconds) {
        FaultText {
            if (kind == null) {
                throw new IllegalArgumentException("a fault needs a kind: one of "
                        + String.join(
                                ", ",
                                List.of(ScenarioFault.Kind.values()).stream()
                                        .map(Enum::name)
                                        .toList()));
            }
            target = target == null ? "" : target;
        }

        ScenarioFault fault() {
            return ScenarioFault.ofSeconds(kind, target, atSeconds, forSeconds);
        }
    }

    private static void given(String key, String value) {
        if (value == null || value.isEmpty()) {
            throw new IllegalArgumentException("'" + key + "' is missing");
        }
    }
}
