package dev.berth.simulator.trace;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * Requests in the order of their arrival. Every change of a trace is a new one, and the same random numbers make the same
 * change.
 *
 * @param source where it is from, for messages
 * @param durationSeconds of the observation; no request arrives later
 * @param requests by arrival
 */
public record Trace(String source, double durationSeconds, List<TraceRequest> requests) {
    /** Mooncake's arrivals are told on a grid of 3 s. */
    public static final double MOONCAKE_GRID_SECONDS = 3;

    private static final double GRID_TOLERANCE_SECONDS = 0.01;

    private static final Comparator<TraceRequest> BY_ARRIVAL = Comparator.comparingDouble(TraceRequest::atSeconds);

    public Trace {
        requests = List.copyOf(requests);
        double latest = 0;
        for (TraceRequest request : requests) {
            if (request.atSeconds() < latest) {
                throw new IllegalArgumentException(source + ": requests are not in the order of arrival");
            }
            latest = request.atSeconds();
        }
        if (latest > durationSeconds) {
            throw new IllegalArgumentException(
                    source + ": a request arrives at " + latest + " s, after the end at " + durationSeconds + " s");
        }
    }

    /** A trace of requests in any order, which ends with the last arrival. */
    public static Trace ofUnordered(String source, List<TraceRequest> requests) {
        List<TraceRequest> sorted = requests.stream().sorted(BY_ARRIVAL).toList();
        double last = sorted.isEmpty() ? 0 : sorted.get(sorted.size() - 1).atSeconds();
        return new Trace(source, last, sorted);
    }

    /** Mean rate, requests a second; 0 for a trace without duration. */
    public double requestsPerSecond() {
        return durationSeconds == 0 ? 0 : requests.size() / durationSeconds;
    }

    /** Whether arrivals are all multiples of a grid, as Mooncake's are. */
    public boolean isOnGrid(double gridSeconds) {
        return requests.size() > 1
                && durationSeconds > 0
                && requests.stream().allMatch(r -> offGrid(r.atSeconds(), gridSeconds) < GRID_TOLERANCE_SECONDS);
    }

    private static double offGrid(double seconds, double gridSeconds) {
        return Math.abs(seconds - Math.rint(seconds / gridSeconds) * gridSeconds);
    }

    /** Arrivals moved by U[0, grid): undoes a clock that was rounded down to the grid. */
    public Trace deQuantised(double gridSeconds, RandomGenerator random) {
        List<TraceRequest> moved = new ArrayList<>(requests.size());
        for (TraceRequest request : requests) {
            moved.add(request.at(request.atSeconds() + random.nextDouble(gridSeconds)));
        }
        moved.sort(BY_ARRIVAL);
        return new Trace(source, durationSeconds + gridSeconds, moved);
    }

    /** Without the requests that an engine would refuse as too long. */
    public Trace fitting(int maxModelLen) {
        return new Trace(
                source,
                durationSeconds,
                requests.stream().filter(r -> r.totalTokens() <= maxModelLen).toList());
    }

    /** The requests that arrive in [start, start + seconds), counted from the segment's start. */
    public Trace segment(double startSeconds, double seconds) {
        if (!(startSeconds >= 0) || !(seconds > 0)) {
            throw new TraceException(source + ": a segment starts at >= 0 s and lasts > 0 s, not " + startSeconds
                    + " s and " + seconds + " s");
        }
        if (startSeconds + seconds > durationSeconds + 1e-9) {
            throw new TraceException(String.format(
                    Locale.ROOT,
                    "%s lasts %.0f s, but %.0f s from second %.0f are asked for; ask for less or use a longer trace",
                    source,
                    durationSeconds,
                    seconds,
                    startSeconds));
        }
        return new Trace(
                source,
                seconds,
                requests.stream()
                        .filter(r -> r.atSeconds() >= startSeconds && r.atSeconds() < startSeconds + seconds)
                        .map(r -> r.at(r.atSeconds() - startSeconds))
                        .toList());
    }

    /**
     * The same traffic at another mean rate, f times today's. Each request becomes {@code floor(f)} ones and, with
     * probability {@code f - floor(f)}, one more. If f > 1, every one is moved by U[-1, 1] s (reflected at the ends), since
     * simultaneous copies would be a burst that nobody sent; a conversation's copies are a conversation of their own.
     */
    public Trace atRate(double requestsPerSecond, RandomGenerator random) {
        if (requests.isEmpty() || durationSeconds == 0) {
            throw new TraceException(source + ": a trace without requests has no rate that could be scaled");
        }
        if (!(requestsPerSecond > 0)) {
            throw new TraceException("the rate must be > 0 requests a second, not " + requestsPerSecond);
        }
        double factor = requestsPerSecond / requestsPerSecond();
        List<TraceRequest> scaled = new ArrayList<>((int) Math.ceil(requests.size() * factor) + 1);
        for (TraceRequest request : requests) {
            int copies = (int) Math.floor(factor) + (random.nextDouble() < factor - Math.floor(factor) ? 1 : 0);
            for (int copy = 0; copy < copies; copy++) {
                double jitter =
                        factor > 1 ? random.nextDouble(-ScaledTrace.JITTER_SECONDS, ScaledTrace.JITTER_SECONDS) : 0;
                scaled.add(ScaledTrace.copyOf(request, copy).at(reflected(request.atSeconds() + jitter)));
            }
        }
        scaled.sort(BY_ARRIVAL);
        return new Trace(source, durationSeconds, scaled);
    }

    private double reflected(double atSeconds) {
        double inside = atSeconds < 0 ? -atSeconds : atSeconds;
        inside = inside > durationSeconds ? 2 * durationSeconds - inside : inside;
        return Math.min(durationSeconds, Math.max(0, inside));
    }
}
