package dev.berth.streaming.profile.benchmark;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Rows of requests with 100 prompt and 20 output tokens. */
final class BenchmarkStory {
    private BenchmarkStory() {}

    static BenchmarkRow row(Metric metric, double rate, double mean) {
        return row(metric, rate, mean, mean, mean, mean);
    }

    static BenchmarkRow row(Metric metric, double rate, double mean, double p50, double p90, double p99) {
        return new BenchmarkRow(100, 20, rate, metric, mean, p50, p90, p99);
    }

    /** All that is measured at a rate; P99 is twice the mean. */
    static List<BenchmarkRow> at(double rate, double tput, double e2e) {
        return List.of(
                row(Metric.TPUT, rate, tput),
                row(Metric.TT, rate, tput * 20),
                row(Metric.E2E, rate, e2e, e2e, e2e, 2 * e2e),
                row(Metric.TTFT, rate, e2e / 10, e2e / 10, e2e / 10, e2e / 5),
                row(Metric.TPOT, rate, e2e / 20, e2e / 20, e2e / 20, e2e / 10));
    }

    static BenchmarkTargets e2eBelow(double seconds, int percentile) {
        BenchmarkTargets none = BenchmarkTargets.NONE;
        return new BenchmarkTargets(percentile, 0, 0, seconds, none.ttft(), none.tpat(), none.tpot());
    }

    static String resource(String name) {
        try (InputStream in = BenchmarkStory.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
