package dev.berth.evaluation.scenario;

import dev.berth.simulator.trace.Chance;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import java.util.stream.Collectors;

/** Several kinds of traffic at once. Each has random numbers of its own, so that changing one leaves the others as they were. */
record MergedTraffic(List<TrafficStream> streams) implements Traffic {
    MergedTraffic {
        streams = List.copyOf(streams);
    }

    @Override
    public Iterator<ScenarioRequest> requests(long seed, long beforeNanos) {
        return new Merge(seed, beforeNanos);
    }

    @Override
    public Traffic atRate(double factor) {
        return new MergedTraffic(streams.stream().map(s -> s.atRate(factor)).toList());
    }

    @Override
    public List<Integer> shiftsAtSeconds(double beforeSeconds) {
        return streams.stream()
                .flatMap(stream -> stream.mix().stream())
                .flatMap(mix -> mix.shiftsAtSeconds(beforeSeconds).stream())
                .sorted()
                .distinct()
                .toList();
    }

    @Override
    public String fingerprint() {
        return streams.stream().map(TrafficStream::fingerprint).collect(Collectors.joining("\n"));
    }

    /** The next request of a stream. */
    private record Head(ScenarioRequest request, int stream) {}

    private final class Merge implements Iterator<ScenarioRequest> {
        private final List<TrafficStream.Requests> readings = new ArrayList<>();
        private final PriorityQueue<Head> heads = new PriorityQueue<>(
                Comparator.comparingLong((Head head) -> head.request().arrivalNanos())
                        .thenComparingInt(Head::stream));
        private long given;

        Merge(long seed, long beforeNanos) {
            for (int i = 0; i < streams.size(); i++) {
                long own = new Chance(seed).of("stream").bits(i);
                readings.add(streams.get(i).requests(own, beforeNanos));
                advance(i);
            }
        }

        private void advance(int stream) {
            if (readings.get(stream).hasNext()) {
                heads.add(new Head(readings.get(stream).next(), stream));
            }
        }

        @Override
        public boolean hasNext() {
            return !heads.isEmpty();
        }

        @Override
        public ScenarioRequest next() {
            if (heads.isEmpty()) {
                throw new NoSuchElementException("no more requests");
            }
            Head head = heads.remove();
            advance(head.stream());
            return head.request().withId(given++);
        }
    }
}
