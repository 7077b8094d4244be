package dev.berth.evaluation.twin;

import dev.berth.simulator.trace.Quantiles;
import java.util.Arrays;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;
import org.apache.commons.math3.stat.descriptive.rank.Percentile.EstimationType;

/**
 * A client's statistics over one window. It knows when each request was sent and when its tokens came, and at the end of the
 * window forgets every request that is not finished, as the real sweep's client did: those count in no figure but the requests
 * that were sent. So under overload the times are those of survivors.
 */
final class CensoredStatistics {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double NANOS_PER_SECOND = 1e9;

    private final long windowNanos;
    private final int outputTokens;
    private final long[] sent;
    private final long[] first;
    private final long[] last;
    /** Gaps of each request, once it has one. */
    private final long[][] gaps;

    private final int[] gapCount;
    private final boolean[] finished;

    CensoredStatistics(long windowNanos, int requests, int outputTokens) {
        this.windowNanos = windowNanos;
        this.outputTokens = outputTokens;
        this.sent = new long[requests];
        this.first = new long[requests];
        this.last = new long[requests];
        this.gaps = new long[requests][];
        this.gapCount = new int[requests];
        this.finished = new boolean[requests];
    }

    void sent(int request, long at) {
        sent[request] = at;
    }

    void firstToken(int request, long at) {
        first[request] = at;
        last[request] = at;
        gaps[request] = new long[outputTokens];
    }

    void token(int request, long at) {
        gaps[request][gapCount[request]++] = at - last[request];
        last[request] = at;
    }

    /** Its last token came before; it counts if that was within the window. */
    void finished(int request) {
        finished[request] = last[request] <= windowNanos;
        if (!finished[request]) {
            gaps[request] = null;
        }
    }

    Figures figures() {
        int completed = 0;
        int gapTotal = 0;
        for (int i = 0; i < sent.length; i++) {
            completed += finished[i] ? 1 : 0;
            gapTotal += finished[i] ? gapCount[i] : 0;
        }
        double[] ttft = new double[completed];
        double[] tpot = new double[completed];
        double[] itl = new double[gapTotal];
        int n = 0;
        int g = 0;
        for (int i = 0; i < sent.length; i++) {
            if (finished[i]) {
                ttft[n] = (first[i] - sent[i]) / NANOS_PER_MILLI;
                // the client tokenised the text again and found one token more than there were
                tpot[n++] = (last[i] - first[i]) / NANOS_PER_MILLI / outputTokens;
                for (int j = 0; j < gapCount[i]; j++) {
                    itl[g++] = gaps[i][j] / NANOS_PER_MILLI;
                }
            }
        }
        return figures(ttft, tpot, itl);
    }

    private Figures figures(double[] ttft, double[] tpot, double[] itl) {
        double seconds = windowNanos / NANOS_PER_SECOND;
        Arrays.sort(ttft);
        Arrays.sort(tpot);
        return new Figures(
                sent.length,
                ttft.length,
                ttft.length / seconds,
                ttft.length * (outputTokens + 1) / seconds,
                mean(ttft),
                quantile(ttft, 0.5),
                quantile(ttft, 0.99),
                mean(tpot),
                quantile(tpot, 0.5),
                quantile(tpot, 0.99),
                mean(itl),
                selected(itl, 0.5),
                selected(itl, 0.99));
    }

    private static double mean(double[] values) {
        return values.length == 0 ? 0 : Arrays.stream(values).sum() / values.length;
    }

    /** The same of values in any order: there are hundreds of thousands of gaps, and sorting them took most of a run. */
    private static double selected(double[] values, double share) {
        return values.length == 0
                ? 0
                : new Percentile().withEstimationType(EstimationType.R_7).evaluate(values, 100 * share);
    }

    private static double quantile(double[] ascending, double share) {
        return ascending.length == 0 ? 0 : Quantiles.ofSorted(ascending, share);
    }
}
