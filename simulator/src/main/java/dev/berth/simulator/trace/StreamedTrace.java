package dev.berth.simulator.trace;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.util.Comparator;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;

/**
 * Reads a file line by line and gives its requests in the order of arrival. Requests wait until none that is still to come
 * can be earlier, which the format bounds; so memory is bounded by the traffic of that time.
 */
final class StreamedTrace implements TraceReading {
    private static final double NANOS = 1e9;

    private final String source;
    private final BufferedReader lines;
    private final TraceFormat format;
    private final PriorityQueue<RawRequest> waiting =
            new PriorityQueue<>(Comparator.comparingLong(RawRequest::nanos).thenComparingInt(RawRequest::line));
    private int number;
    private boolean ended;
    private long newestNanos = Long.MIN_VALUE;
    private RawRequest previous;
    private long originNanos;
    private int mostWaiting;

    StreamedTrace(String source, BufferedReader lines, TraceFormat format) {
        this.source = source;
        this.lines = lines;
        this.format = format;
    }

    @Override
    public boolean hasNext() {
        while (!ended && !isHeadCertain()) {
            readLine();
        }
        return !waiting.isEmpty();
    }

    private boolean isHeadCertain() {
        return !waiting.isEmpty() && waiting.element().nanos() <= newestNanos - format.disorderNanos();
    }

    @Override
    public TraceRequest next() {
        if (!hasNext()) {
            throw new NoSuchElementException(source + " has no more requests");
        }
        RawRequest head = waiting.remove();
        if (previous == null) {
            originNanos = format.startsWithFirstArrival() ? head.nanos() : 0;
        } else if (head.nanos() < previous.nanos()) {
            throw TraceException.at(
                    source,
                    head.line(),
                    1,
                    "arrives " + (previous.nanos() - head.nanos()) / NANOS
                            + " s before a request on an earlier line; at most " + format.disorderNanos() / NANOS
                            + " s are put in order (sort the file by arrival)");
        }
        previous = head;
        return head.since(originNanos);
    }

    private void readLine() {
        String line = nextLine();
        if (line == null) {
            ended = true;
            format.end(this::found);
            close();
            return;
        }
        number++;
        if (!line.isBlank()) {
            format.line(number, line, this::found);
        }
    }

    private String nextLine() {
        try {
            return lines.readLine();
        } catch (CharacterCodingException e) {
            throw new TraceException(source + ": not a trace, since it is not text in UTF-8");
        } catch (IOException e) {
            throw new TraceException(source + ", after line " + number + ": can't be read on: " + e.getMessage());
        }
    }

    private void found(RawRequest request) {
        waiting.add(request);
        mostWaiting = Math.max(mostWaiting, waiting.size());
        newestNanos = Math.max(newestNanos, request.nanos());
    }

    /** The most requests that ever waited at once: the memory that this took. */
    int mostWaiting() {
        return mostWaiting;
    }

    @Override
    public void close() {
        try {
            ended = true;
            lines.close();
        } catch (IOException e) {
            throw new TraceException(source + ": can't be closed: " + e.getMessage());
        }
    }
}
