package dev.berth.streaming.demand;

import dev.berth.domain.demand.LengthCell;
import dev.berth.domain.demand.RequestFinished;
import dev.berth.domain.demand.TokenSource;
import dev.berth.domain.slo.SloJudge;
import java.util.HashMap;
import java.util.Map;

/**
 * What is remembered of one model in one slice of time; windows are sums of slices. State of a job: Flink's serializer asks
 * for public fields, so it is no record. Sums are whole numbers, so that no order of reading changes a result.
 */
public final class Slice {
    private static final int CELL_BITS = 8;

    /** Arrivals in each second of the slice. */
    public int[] arrivals;

    public long finished;
    public long failed;
    public long completed;
    public long promptTokens;
    public long cachedTokens;
    public long outputTokens;
    public long e2eMicros;
    public long ttftMicros;
    public long met;
    public long counted;

    /** Completed requests by {@link LengthCell}, packed into one number. */
    public Map<Integer, Long> cells;

    /** For Flink's serializer. */
    public Slice() {
        this(0);
    }

    Slice(int bins) {
        arrivals = new int[bins];
        cells = new HashMap<>();
    }

    void arrived(int bin) {
        arrivals[bin]++;
    }

    void finished(RequestFinished request) {
        finished++;
        if (request.verdict() != SloJudge.Verdict.NOT_COUNTED) {
            counted++;
            met += request.verdict() == SloJudge.Verdict.MET ? 1 : 0;
        }
        switch (request.outcome()) {
            case REJECTED, FAILED, TIMED_OUT -> failed++;
            case COMPLETED -> completed(request);
            case CLIENT_ABORT, CLIENT_ERROR -> {
                // Neither demand served nor a failure of the service.
            }
        }
    }

    private void completed(RequestFinished request) {
        completed++;
        e2eMicros += micros(request.e2eSeconds());
        ttftMicros += micros(request.ttftSeconds());
        if (request.tokenSource() == TokenSource.NONE) {
            return;
        }
        promptTokens += request.promptTokens();
        cachedTokens += request.cachedTokens();
        outputTokens += request.outputTokens();
        cells.merge(pack(request.outputTokens(), request.promptTokens()), 1L, Long::sum);
    }

    /** Adds another slice's counts to this one; arrivals by second stay apart. */
    void addCounts(Slice other) {
        finished += other.finished;
        failed += other.failed;
        completed += other.completed;
        promptTokens += other.promptTokens;
        cachedTokens += other.cachedTokens;
        outputTokens += other.outputTokens;
        e2eMicros += other.e2eMicros;
        ttftMicros += other.ttftMicros;
        met += other.met;
        counted += other.counted;
        other.cells.forEach((cell, count) -> cells.merge(cell, count, Long::sum));
    }

    static LengthCell cell(int packed, long count) {
        return new LengthCell(packed >> CELL_BITS, packed & ((1 << CELL_BITS) - 1), count);
    }

    private static int pack(long outputTokens, long promptTokens) {
        return LengthCell.bucket(outputTokens) << CELL_BITS | LengthCell.bucket(promptTokens);
    }

    private static long micros(double seconds) {
        return Math.round(seconds * 1e6);
    }
}
