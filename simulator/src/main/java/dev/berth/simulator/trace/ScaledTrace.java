package dev.berth.simulator.trace;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;

/**
 * A trace at f times its rate, read while it is asked for. Each request becomes {@code floor(f)} copies and, with probability
 * {@code f - floor(f)}, one more. If f > 1 each is moved by U[-1, 1] s (reflected at second 0), since simultaneous copies
 * would be a burst that nobody sent. Before that, arrivals that a clock rounded down to a grid are moved by U[0, grid).
 *
 * <p>Copies keep the lengths; a conversation's copies are conversations of their own that share only the first block.
 *
 * <p>Random numbers hang on (request, copy): the copies at a rate are among those at any higher one. A copy waits until no
 * earlier one can come, at most 1 s of the trace, so memory does not grow with its length.
 */
public final class ScaledTrace implements Iterator<TraceCopy>, AutoCloseable {
    /** How far a copy is moved, at most, either way. */
    static final double JITTER_SECONDS = 1;

    /** Copies keep the first block: it is what unrelated conversations share, such as a service's system prompt. */
    private static final int SHARED_BLOCKS = 1;

    private final TraceReading trace;
    private final double factor;
    private final double gridSeconds;
    private final Chance extra;
    private final Chance jitter;
    private final Chance grid;
    private final PriorityQueue<TraceCopy> waiting = new PriorityQueue<>(
            Comparator.comparingDouble((TraceCopy copy) -> copy.request().atSeconds())
                    .thenComparingLong(TraceCopy::index)
                    .thenComparingInt(TraceCopy::copy));
    private long index;
    private double newestSeconds = Double.NEGATIVE_INFINITY;
    private int mostWaiting;

    /**
     * @param trace by arrival; closed with this
     * @param factor > 0
     * @param gridSeconds that arrivals are rounded down to, 0 if they are not
     */
    public ScaledTrace(TraceReading trace, double factor, double gridSeconds, Chance chance) {
        if (!(factor > 0) || Double.isInfinite(factor) || !(gridSeconds >= 0)) {
            throw new IllegalArgumentException(
                    "a trace is scaled by > 0 and its grid is >= 0 s, not " + factor + " and " + gridSeconds);
        }
        this.trace = trace;
        this.factor = factor;
        this.gridSeconds = gridSeconds;
        this.extra = chance.of("extra copy");
        this.jitter = chance.of("jitter");
        this.grid = chance.of("grid");
    }

    @Override
    public boolean hasNext() {
        while (!isHeadCertain() && trace.hasNext()) {
            read(trace.next());
        }
        return !waiting.isEmpty();
    }

    private boolean isHeadCertain() {
        return !waiting.isEmpty() && waiting.element().request().atSeconds() <= newestSeconds - jitterSeconds();
    }

    @Override
    public TraceCopy next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the trace has no more requests");
        }
        return waiting.remove();
    }

    private void read(TraceRequest request) {
        newestSeconds = request.atSeconds();
        double at = request.atSeconds() + grid.unit(index) * gridSeconds;
        int copies = (int) Math.floor(factor) + (extra.unit(index) < factor - Math.floor(factor) ? 1 : 0);
        for (int copy = 0; copy < copies; copy++) {
            double moved = Math.abs(at + (2 * jitter.unit(index, copy) - 1) * jitterSeconds());
            waiting.add(new TraceCopy(copyOf(request, copy).at(moved), index, copy));
        }
        mostWaiting = Math.max(mostWaiting, waiting.size());
        index++;
    }

    private double jitterSeconds() {
        return factor > 1 ? JITTER_SECONDS : 0;
    }

    /** A copy at the original's arrival; copy 0 is the original. */
    static TraceRequest copyOf(TraceRequest request, int copy) {
        return copy == 0 ? request : withOwnBlocks(request, copy);
    }

    /** The same request in another conversation: blocks after the shared ones get other ids. */
    static TraceRequest withOwnBlocks(TraceRequest request, long conversation) {
        List<Long> blocks = request.prefixBlocks();
        if (blocks.size() <= SHARED_BLOCKS) {
            return request;
        }
        long salt = Chance.mix(conversation);
        List<Long> own = new ArrayList<>(blocks.size());
        for (int i = 0; i < blocks.size(); i++) {
            own.add(i < SHARED_BLOCKS ? blocks.get(i) : (Long) Chance.mix(blocks.get(i) + salt));
        }
        return new TraceRequest(
                request.atSeconds(), request.promptTokens(), request.outputTokens(), own, request.model());
    }

    /** The most requests that ever waited at once: the memory that this took. */
    public int mostWaiting() {
        return mostWaiting;
    }

    @Override
    public void close() {
        trace.close();
    }
}
