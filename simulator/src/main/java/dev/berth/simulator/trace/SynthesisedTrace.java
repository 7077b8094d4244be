package dev.berth.simulator.trace;

import java.util.List;
import java.util.SplittableRandom;

/**
 * Endless traffic that no trace tells: a Poisson process whose rate follows a curve (thinned from one at the curve's peak), and
 * lengths of their own.
 */
public record SynthesisedTrace(RateCurve rate, LengthSource lengths) implements TraceSource {
    @Override
    public TraceReading open(long seed) {
        return new Arrivals(new Chance(seed));
    }

    private final class Arrivals implements TraceReading {
        private final SplittableRandom random;
        private final Chance lengthChoice;
        private final double peak = rate.peak();
        private double seconds;
        private long index;

        Arrivals(Chance chance) {
            this.random = new SplittableRandom(chance.of("arrivals").bits(0));
            this.lengthChoice = chance.of("lengths");
        }

        @Override
        public boolean hasNext() {
            return true;
        }

        @Override
        public TraceRequest next() {
            do {
                seconds += random.nextExponential() / peak;
            } while (random.nextDouble() * peak >= rate.at(seconds));
            RequestLengths drawn = lengths.lengths(lengthChoice, index++);
            return new TraceRequest(seconds, drawn.promptTokens(), drawn.outputTokens(), List.of());
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
