package dev.berth.streaming.profile.benchmark;

import dev.berth.domain.engine.EngineLimits;
import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.engine.LoadTime;
import dev.berth.streaming.profile.StepReading;
import dev.berth.streaming.profile.StepTimeFit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The engine that a benchmark was made of. Its step time is fitted, by the closed form of
 * {@link dev.berth.domain.engine.SloCapacity} read backwards: in a steady state with X requests per second and steps of t, each
 * step holds {@code X out t} decoding sequences and computes {@code X in t} prompt tokens, and a request takes {@code out + 1/2}
 * steps and the computation of its own prompt. Rates that the engine did not keep up with are no steady state and are left out.
 *
 * <p>Limits and load times a benchmark does not show; they are those of a vLLM with its defaults, and the profile says so.
 */
public final class BenchmarkEngine {
    private static final double KEEPS_UP = 0.9;
    private static final int DEFAULT_MAX_BATCHED_TOKENS = 2_048;
    private static final int DEFAULT_MAX_NUM_SEQS = 256;
    private static final long DEFAULT_KV_TOKENS = 100_000;
    private static final int DEFAULT_MAX_LORAS = 8;
    private static final int DEFAULT_MAX_LORA_RANK = 64;
    private static final int CPU_LORAS_PER_SLOT = 4;
    private static final double DEFAULT_BYTES_PER_TOKEN = 4;
    private static final double DEFAULT_START_SECONDS = 90;

    private BenchmarkEngine() {}

    private record Point(long prompt, long output, double rate) {}

    /** The engine, as far as the benchmark tells it. */
    public static EngineSpec of(Benchmark benchmark, String name, String model, double cost) {
        List<StepReading> readings = readings(benchmark);
        if (readings.isEmpty()) {
            throw new BadBenchmarkException(
                    "the benchmark has no rate with TPUT and E2E that the engine kept up with, so its"
                            + " engine can't be fitted; name the engine with --engine");
        }
        StepTimeFit.Result fit = StepTimeFit.ofUnknownEngine().fit(readings, Long.MAX_VALUE);
        long longest = benchmark.rows().stream()
                .mapToLong(row -> row.promptTokens() + row.outputTokens())
                .max()
                .orElseThrow();
        EngineLimits limits = new EngineLimits(
                DEFAULT_MAX_NUM_SEQS,
                DEFAULT_MAX_BATCHED_TOKENS,
                DEFAULT_KV_TOKENS,
                16,
                Math.toIntExact(longest),
                DEFAULT_MAX_LORAS,
                CPU_LORAS_PER_SLOT * DEFAULT_MAX_LORAS,
                DEFAULT_MAX_LORA_RANK);
        return new EngineSpec(
                name,
                name,
                model,
                cost,
                fit.stepTime(),
                limits,
                List.of(new LoadTime(8, 7, 100, 40), new LoadTime(64, 20, 1_000, 170)),
                DEFAULT_BYTES_PER_TOKEN,
                DEFAULT_START_SECONDS,
                List.of(
                        "step time: fitted to " + readings.size() + " points of the benchmark, off by "
                                + Math.round(100 * fit.noise()) + " %",
                        "limits, LoRA cost, load times, bytes per token: assumed, a benchmark does not show them"));
    }

    private static List<StepReading> readings(Benchmark benchmark) {
        Map<Point, Map<Metric, Double>> points = benchmark.rows().stream()
                .collect(Collectors.groupingBy(
                        row -> new Point(row.promptTokens(), row.outputTokens(), row.requestRate()),
                        Collectors.toMap(BenchmarkRow::metric, BenchmarkRow::mean, (first, again) -> first)));
        List<StepReading> readings = new ArrayList<>();
        points.forEach((point, means) -> {
            double throughput = means.getOrDefault(Metric.TPUT, Double.NaN);
            double e2e = means.getOrDefault(Metric.E2E, Double.NaN);
            if (throughput >= KEEPS_UP * point.rate() && e2e > 0) {
                readings.add(reading(point, throughput, e2e));
            }
        });
        return readings;
    }

    /** Of a request's own steps: its prompt is one of those that they compute. */
    private static StepReading reading(Point point, double throughput, double e2e) {
        double steps = point.output() + 0.5;
        double step = e2e / steps;
        double sequences = Math.max(1, throughput * point.output() * step);
        double prefill = throughput * point.prompt() * step + point.prompt() / steps;
        double kv = sequences * (point.prompt() + point.output() / 2.0);
        return new StepReading(0, 1_000 * step, sequences, prefill, kv, 0, 1);
    }
}
