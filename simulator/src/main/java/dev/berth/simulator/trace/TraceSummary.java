package dev.berth.simulator.trace;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToIntFunction;

/**
 * The statistics by which traces are compared.
 *
 * @param requests number of them
 * @param durationSeconds first to last arrival
 * @param requestsPerSecond mean rate
 * @param promptTokens lengths of the prompts
 * @param outputTokens lengths of the answers
 * @param tokensPerSecond prompt and output
 * @param peakToMean10s the fullest whole 10 s over the mean; 0 if the trace is shorter
 * @param dispersion10s variance over mean of the counts of 10 s (1 for a Poisson process); 0 if the trace is shorter
 * @param gapVariation standard deviation over mean of the times between arrivals
 * @param prefixShare share of the prompts' blocks that an endless prefix cache had seen; 0 if the trace has no blocks
 * @param onGrid whether arrivals lie on Mooncake's grid of 3 s, which makes gaps meaningless
 */
public record TraceSummary(
        int requests,
        double durationSeconds,
        double requestsPerSecond,
        Lengths promptTokens,
        Lengths outputTokens,
        double tokensPerSecond,
        double peakToMean10s,
        double peakToMean60s,
        double peakToMean300s,
        double dispersion10s,
        double dispersion60s,
        double gapVariation,
        double prefixShare,
        boolean onGrid) {

    /** A distribution of token counts. */
    public record Lengths(double mean, double p25, double p50, double p75, double p95, double p99, double max) {
        static Lengths of(List<TraceRequest> requests, ToIntFunction<TraceRequest> tokens) {
            double[] sorted =
                    requests.stream().mapToInt(tokens).sorted().asDoubleStream().toArray();
            double sum = 0;
            for (double value : sorted) {
                sum += value;
            }
            return new Lengths(
                    sum / sorted.length,
                    Quantiles.ofSorted(sorted, 0.25),
                    Quantiles.ofSorted(sorted, 0.50),
                    Quantiles.ofSorted(sorted, 0.75),
                    Quantiles.ofSorted(sorted, 0.95),
                    Quantiles.ofSorted(sorted, 0.99),
                    sorted[sorted.length - 1]);
        }
    }

    /**
     * @throws TraceException if there is no request to describe
     */
    public static TraceSummary of(Trace trace) {
        List<TraceRequest> requests = trace.requests();
        if (requests.isEmpty()) {
            throw new TraceException(trace.source() + ": has no request that could be described");
        }
        double first = requests.get(0).atSeconds();
        double duration = requests.get(requests.size() - 1).atSeconds() - first;
        double tokens = requests.stream().mapToLong(TraceRequest::totalTokens).sum();
        Counts ten = Counts.of(requests, first, duration, 10);
        Counts sixty = Counts.of(requests, first, duration, 60);
        Counts threeHundred = Counts.of(requests, first, duration, 300);
        return new TraceSummary(
                requests.size(),
                duration,
                duration == 0 ? 0 : requests.size() / duration,
                Lengths.of(requests, TraceRequest::promptTokens),
                Lengths.of(requests, TraceRequest::outputTokens),
                duration == 0 ? 0 : tokens / duration,
                ten.peakToMean(),
                sixty.peakToMean(),
                threeHundred.peakToMean(),
                ten.dispersion(),
                sixty.dispersion(),
                gapVariation(requests),
                prefixShare(requests),
                trace.isOnGrid(Trace.MOONCAKE_GRID_SECONDS));
    }

    /** Arrivals in each whole bin; the last, partial one is left out. */
    private static final class Counts {
        private final double[] values;

        private Counts(double[] values) {
            this.values = values;
        }

        static Counts of(List<TraceRequest> requests, double first, double duration, double binSeconds) {
            double[] values = new double[(int) Math.floor(duration / binSeconds)];
            for (TraceRequest request : requests) {
                int bin = (int) ((request.atSeconds() - first) / binSeconds);
                if (bin < values.length) {
                    values[bin]++;
                }
            }
            return new Counts(values);
        }

        double mean() {
            double sum = 0;
            for (double value : values) {
                sum += value;
            }
            return sum / values.length;
        }

        double peakToMean() {
            double peak = 0;
            for (double value : values) {
                peak = Math.max(peak, value);
            }
            return values.length == 0 ? 0 : peak / mean();
        }

        double dispersion() {
            if (values.length < 2) {
                return 0;
            }
            double mean = mean();
            double squares = 0;
            for (double value : values) {
                squares += (value - mean) * (value - mean);
            }
            return squares / values.length / mean;
        }
    }

    private static double gapVariation(List<TraceRequest> requests) {
        int gaps = requests.size() - 1;
        if (gaps < 1) {
            return 0;
        }
        double mean = (requests.get(gaps).atSeconds() - requests.get(0).atSeconds()) / gaps;
        double squares = 0;
        for (int i = 1; i <= gaps; i++) {
            double gap = requests.get(i).atSeconds() - requests.get(i - 1).atSeconds();
            squares += (gap - mean) * (gap - mean);
        }
        return mean == 0 ? 0 : Math.sqrt(squares / gaps) / mean;
    }

    private static double prefixShare(List<TraceRequest> requests) {
        Set<Long> seen = new HashSet<>();
        long known = 0;
        long all = 0;
        for (TraceRequest request : requests) {
            boolean prefix = true;
            for (Long block : request.prefixBlocks()) {
                boolean isNew = seen.add(block);
                prefix &= !isNew;
                known += prefix ? 1 : 0;
                all++;
            }
        }
        return all == 0 ? 0 : (double) known / all;
    }
}
