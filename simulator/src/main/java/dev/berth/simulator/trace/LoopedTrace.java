package dev.berth.simulator.trace;

import java.util.NoSuchElementException;

/**
 * A trace again and again without end. Rounds follow each other after a mean gap; conversations of each round are its own.
 *
 * @param durationSeconds first to last arrival
 * @param requests in one round, > 0
 */
public record LoopedTrace(TraceSource source, double durationSeconds, long requests) implements TraceSource {
    private static final long ROUND_SALT = 1L << 32;

    /** Time must go on even if all requests arrive at once. */
    private static final double SHORTEST_ROUND_SECONDS = 1;

    public LoopedTrace {
        if (requests < 1) {
            throw new IllegalArgumentException("a trace without requests can't be repeated");
        }
    }

    private double roundSeconds() {
        double withMeanGap = requests == 1 ? durationSeconds : durationSeconds * requests / (requests - 1);
        return Math.max(SHORTEST_ROUND_SECONDS, withMeanGap);
    }

    @Override
    public TraceReading open(long seed) {
        return new Rounds(seed);
    }

    private final class Rounds implements TraceReading {
        private final long seed;
        private TraceReading reading;
        private long round;

        Rounds(long seed) {
            this.seed = seed;
            this.reading = source.open(seed);
        }

        @Override
        public boolean hasNext() {
            return true;
        }

        @Override
        public TraceRequest next() {
            if (!reading.hasNext()) {
                reading.close();
                round++;
                reading = source.open(seed);
            }
            if (!reading.hasNext()) {
                throw new NoSuchElementException("the trace became empty");
            }
            TraceRequest request = reading.next();
            TraceRequest own = round == 0 ? request : ScaledTrace.withOwnBlocks(request, round * ROUND_SALT);
            return own.at(request.atSeconds() + round * roundSeconds());
        }

        @Override
        public void close() {
            reading.close();
        }
    }
}
