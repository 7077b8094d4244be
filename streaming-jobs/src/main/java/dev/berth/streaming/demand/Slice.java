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
    private static final long ONE = 1L << COUNT_BITS;
    private static final char BETWEEN = '\n';
    private static final long[] NO_CELLS = {};

    /** From so many on, those of the same cell are added up before more room is made. */
    private static final int MANY_CELLS = 32;

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

    /** Completed requests by {@link LengthCell}, as earlier builds kept them. */
    public Map<Integer, Long> cells;

    /** Completed requests: a cell and how many of it in each number, a cell as often as it came until there is no more room. */
    public long[] packedCells;

    /** How many numbers at the end of {@link #packedCells} are not in use. */
    public int spareCells;

    public LatencySketches latencies;

    /** By SLO class and tenant. */
    public Map<String, ServedCounts> shares;

    /** The share that was counted last, so that no key has to be put together for the next request of the same. */
    private transient RecentShare recent;

    private record RecentShare(String sloClass, String tenant, ServedCounts counts) {
        boolean is(String ofClass, String ofTenant) {
            return tenant.equals(ofTenant) && sloClass.equals(ofClass);
        }
    }

    /** For Flink's serializer. */
    public Slice() {
        this(0);
    }

    Slice(int bins) {
        arrivals = new int[bins];
        cells = new HashMap<>(0);
        packedCells = NO_CELLS;
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
        addCell(pack(request.outputTokens(), request.promptTokens()), 1);
    }

    private void addCell(int cell, long count) {
        if (spareCells == 0) {
            makeRoom();
        }
        packedCells[packedCells.length - spareCells--] = cell * ONE + count;
    }

    private void makeRoom() {
        long[] all = packedCells.length < MANY_CELLS ? packedCells : merged(packedCells, packedCells.length, NO_CELLS);
        packedCells = Arrays.copyOf(all, Math.max(4, 2 * all.length));
        spareCells = packedCells.length - all.length;
    }

    private ServedCounts share(String sloClass, String tenant) {
        if (recent == null || !recent.is(sloClass, tenant)) {
            recent = new RecentShare(sloClass, tenant, shareOf(sloClass, tenant));
        }
        return recent.counts();
    }

    private ServedCounts shareOf(String sloClass, String tenant) {
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
        other.forEachCell(this::addCell);
    }

    /** What is to be done with each cell of the histogram. */
    @FunctionalInterface
    interface CellCounts {
        void add(int cell, long count);
    }

    void forEachCell(CellCounts counts) {
        if (!cells.isEmpty()) {
            cells.forEach(counts::add);
        }
        for (int i = 0; i < packedCells.length - spareCells; i++) {
            counts.add((int) (packedCells[i] >>> COUNT_BITS), packedCells[i] & (ONE - 1));
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
        long[] old = new long[cells.size()];
        int at = 0;
        for (Map.Entry<Integer, Long> each : cells.entrySet()) {
            old[at++] = each.getKey() * ONE + each.getValue();
        }
        packedCells = merged(packedCells, packedCells.length - spareCells, old);
        spareCells = 0;
        cells = new HashMap<>(0);
    }

    /** In order, each cell once. */
    private static long[] merged(long[] some, int count, long[] more) {
        long[] all = Arrays.copyOf(some, count + more.length);
        System.arraycopy(more, 0, all, count, more.length);
        Arrays.sort(all);
        int last = -1;
        for (long each : all) {
            if (last >= 0 && all[last] >>> COUNT_BITS == each >>> COUNT_BITS) {
                all[last] += each & (ONE - 1);
            } else {
                all[++last] = each;
            }
        }
        return Arrays.copyOf(all, last + 1);
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
