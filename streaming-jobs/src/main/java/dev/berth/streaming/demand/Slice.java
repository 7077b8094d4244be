package dev.berth.streaming.demand;

import dev.berth.domain.demand.LengthCell;
import dev.berth.domain.demand.RequestFinished;
import dev.berth.domain.demand.ServedShare;
import dev.berth.domain.demand.TokenSource;
import dev.berth.domain.slo.SloJudge;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * What is remembered of one model in one slice of time; windows are sums of slices, and long slices are sums of short ones.
 * State of a job: Flink's serializer asks for public fields, so it is no record. Sums are whole numbers, so that no order of
 * reading changes a result.
 *
 * <p>Fields may be added: state of earlier builds is read with those at their default, so each must have one that means
 * "nothing".
 */
public final class Slice {
    /** Pairs of SLO class and tenant that a slice tells apart; tenants are named by clients, who may invent them. */
    static final int MOST_SHARES = 128;

    private static final int CELL_BITS = 8;
    private static final int COUNT_BITS = 48;
    private static final char BETWEEN = '\n';

    /** Arrivals in each bin of the slice. */
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

    /** More of these, each cell and count in one number, sorted: what a slice keeps them in that is seldom read. */
    public long[] packedCells;

    public LatencySketches latencies;

    /** By SLO class and tenant. */
    public Map<String, ServedCounts> shares;

    /** For Flink's serializer. */
    public Slice() {
        this(0);
    }

    Slice(int bins) {
        arrivals = new int[bins];
        cells = new HashMap<>();
        packedCells = new long[0];
        latencies = new LatencySketches();
        shares = new HashMap<>();
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
        share(request.sloClass(), request.tenant()).add(request);
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
        latencies.add(request);
        if (request.tokenSource() == TokenSource.NONE) {
            return;
        }
        promptTokens += request.promptTokens();
        cachedTokens += request.cachedTokens();
        outputTokens += request.outputTokens();
        cells.merge(pack(request.outputTokens(), request.promptTokens()), 1L, Long::sum);
    }

    private ServedCounts share(String sloClass, String tenant) {
        String key = shareKey(sloClass, tenant);
        ServedCounts share = shares.get(key);
        if (share == null) {
            boolean full = shares.size() >= MOST_SHARES;
            share = shares.computeIfAbsent(
                    full ? shareKey(sloClass, ServedShare.OTHERS) : key.intern(), unused -> new ServedCounts());
        }
        return share;
    }

    /** Adds another slice's counts to this one; arrivals by bin stay apart. */
    void addCounts(Slice other) {
        addAllButCells(other);
        other.forEachCell((cell, count) -> cells.merge(cell, count, Long::sum));
    }

    /** What is to be done with each cell of the histogram. */
    @FunctionalInterface
    interface CellCounts {
        void add(int cell, long count);
    }

    void forEachCell(CellCounts counts) {
        cells.forEach(counts::add);
        for (long packed : packedCells) {
            counts.add((int) (packed >>> COUNT_BITS), packed & ((1L << COUNT_BITS) - 1));
        }
    }

    void addAllButCells(Slice other) {
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
        latencies.add(other.latencies);
        other.shares.forEach((key, counts) -> {
            ServedCounts known = shares.get(key);
            (known == null ? share(sloClass(key), tenant(key)) : known).add(counts);
        });
    }

    /** Adds another slice, whose time is part of this one's. */
    void addPart(Slice part, int firstBin, int partBinsPerBin) {
        for (int i = 0; i < part.arrivals.length; i++) {
            arrivals[firstBin + i / partBinsPerBin] += part.arrivals[i];
        }
        addCounts(part);
    }

    /** Keeps the same in less room. */
    void pack() {
        latencies.pack();
        packedCells = merged();
        cells = new HashMap<>(0);
    }

    private long[] merged() {
        Map<Integer, Long> sum = new HashMap<>();
        forEachCell((cell, count) -> sum.merge(cell, count, Long::sum));
        long[] all = sum.entrySet().stream()
                .mapToLong(e -> (long) e.getKey() << COUNT_BITS | e.getValue())
                .toArray();
        Arrays.sort(all);
        return all;
    }

    long totalArrivals() {
        long sum = 0;
        for (int count : arrivals) {
            sum += count;
        }
        return sum;
    }

    static int outputLog2(int cell) {
        return cell >> CELL_BITS;
    }

    static int promptLog2(int cell) {
        return cell & ((1 << CELL_BITS) - 1);
    }

    static String shareKey(String sloClass, String tenant) {
        return sloClass + BETWEEN + tenant;
    }

    static String sloClass(String shareKey) {
        return shareKey.substring(0, shareKey.indexOf(BETWEEN));
    }

    static String tenant(String shareKey) {
        return shareKey.substring(shareKey.indexOf(BETWEEN) + 1);
    }

    private static int pack(long outputTokens, long promptTokens) {
        return LengthCell.bucket(outputTokens) << CELL_BITS | LengthCell.bucket(promptTokens);
    }

    private static long micros(double seconds) {
        return Math.round(seconds * 1e6);
    }
}
