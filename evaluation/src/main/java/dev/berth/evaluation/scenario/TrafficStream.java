package dev.berth.evaluation.scenario;

import dev.berth.simulator.trace.AdapterMix;
import dev.berth.simulator.trace.Chance;
import dev.berth.simulator.trace.MovingPopularity;
import dev.berth.simulator.trace.ScaledTrace;
import dev.berth.simulator.trace.TraceCopy;
import dev.berth.simulator.trace.TraceReading;
import dev.berth.simulator.trace.TraceRequest;
import dev.berth.simulator.trace.TraceSource;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * One kind of traffic of a scenario.
 *
 * @param source endless
 * @param identity names all that the source's requests hang on
 * @param scale multiple of the source's rate
 * @param gridSeconds that the source's arrivals are rounded down to
 * @param maxPromptTokens longer prompts are dropped; 0: none
 * @param mix empty: the models that the source tells, the base model where it tells none
 */
record TrafficStream(
        TraceSource source,
        String identity,
        double scale,
        double gridSeconds,
        int maxPromptTokens,
        Optional<AdapterMix> mix,
        String baseModel) {
    private static final double NANOS = 1e9;

    TrafficStream atRate(double factor) {
        return new TrafficStream(source, identity, scale * factor, gridSeconds, maxPromptTokens, mix, baseModel);
    }

    String fingerprint() {
        return String.join(
                "|",
                identity,
                Double.toString(scale),
                Double.toString(gridSeconds),
                Integer.toString(maxPromptTokens),
                mix.toString(),
                baseModel);
    }

    Requests requests(long seed, long beforeNanos) {
        return new Requests(seed, beforeNanos);
    }

    /** Requests by arrival; their ids are given when streams are merged. */
    final class Requests implements Iterator<ScenarioRequest> {
        private final long beforeNanos;
        private final Optional<MovingPopularity> popularity;
        private final Chance conversations;
        private final ScaledTrace copies;
        private ScenarioRequest next;

        Requests(long seed, long beforeNanos) {
            Chance chance = new Chance(seed);
            this.beforeNanos = beforeNanos;
            this.popularity =
                    mix.map(m -> new MovingPopularity(m, chance.of("models").bits(0)));
            this.conversations = chance.of("conversations");
            this.copies = new ScaledTrace(kept(source.open(chance.of("source").bits(0))), scale, gridSeconds, chance);
            this.next = read();
        }

        @Override
        public boolean hasNext() {
            return next != null;
        }

        @Override
        public ScenarioRequest next() {
            if (next == null) {
                throw new NoSuchElementException("no more requests");
            }
            ScenarioRequest given = next;
            next = read();
            return given;
        }

        private ScenarioRequest read() {
            TraceCopy copy = copies.hasNext() ? copies.next() : null;
            long nanos = copy == null ? beforeNanos : Math.round(copy.request().atSeconds() * NANOS);
            if (nanos >= beforeNanos) {
                copies.close();
                return null;
            }
            TraceRequest request = copy.request();
            long[] blocks = blocks(request.prefixBlocks());
            return new ScenarioRequest(
                    0,
                    nanos,
                    model(copy),
                    request.promptTokens(),
                    request.outputTokens(),
                    blocks,
                    blocks.length == 0 ? 0 : TraceRequest.BLOCK_TOKENS,
                    blocks.length > 1 ? blocks[1] : conversations.bits(copy.index() * 4096 + copy.copy()));
        }

        private String model(TraceCopy copy) {
            if (popularity.isPresent()) {
                return popularity.get().modelOf(copy);
            }
            String told = copy.request().model();
            return told.isEmpty() ? baseModel : told;
        }

        /** The most requests that the scaling ever held: it does not grow with the length of the traffic. */
        int mostWaiting() {
            return copies.mostWaiting();
        }
    }

    private static long[] blocks(List<Long> ids) {
        if (ids.isEmpty()) {
            return ScenarioRequest.NO_BLOCKS;
        }
        long[] blocks = new long[ids.size()];
        for (int i = 0; i < blocks.length; i++) {
            blocks[i] = ids.get(i);
        }
        return blocks;
    }

    private TraceReading kept(TraceReading all) {
        return maxPromptTokens == 0 ? all : new ShortPrompts(all, maxPromptTokens);
    }

    /** Leaves out long prompts. The source has no end, so there is always another one. */
    private record ShortPrompts(TraceReading all, int maxPromptTokens) implements TraceReading {
        @Override
        public boolean hasNext() {
            return all.hasNext();
        }

        @Override
        public TraceRequest next() {
            TraceRequest request = all.next();
            while (request.promptTokens() > maxPromptTokens) {
                request = all.next();
            }
            return request;
        }

        @Override
        public void close() {
            all.close();
        }
    }
}
