package dev.berth.simulator.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class TraceTest {
    /** Arrivals once a second. */
    private static Trace steady(int requests) {
        List<TraceRequest> all = new ArrayList<>();
        for (int i = 0; i < requests; i++) {
            all.add(new TraceRequest(i, 100 + i, 10, List.of()));
        }
        return new Trace("steady", requests, all);
    }

    @Property(tries = 50)
    void aScaledTraceHasTheWantedRateInOrderWithinItsDuration(
            @ForAll @DoubleRange(min = 0.05, max = 12) double rate, @ForAll long seed) {
        Trace trace = steady(2000);

        Trace scaled = trace.atRate(rate, new SplittableRandom(seed));

        double expected = rate * 2000;
        // Each request contributes at most a quarter of variance: five standard deviations of slack.
        assertThat((double) scaled.requests().size()).isCloseTo(expected, within(5 * Math.sqrt(2000 * 0.25)));
        assertThat(scaled.durationSeconds()).isEqualTo(trace.durationSeconds());
        assertThat(scaled.requests().stream().map(TraceRequest::atSeconds).toList())
                .isSorted()
                .allMatch(at -> at >= 0 && at <= 2000);
    }

    @Property(tries = 20)
    void theSameSeedScalesTheSameWay(@ForAll long seed, @ForAll @DoubleRange(min = 0.1, max = 5) double rate) {
        Trace trace = steady(200);

        assertThat(trace.atRate(rate, new SplittableRandom(seed)))
                .isEqualTo(trace.atRate(rate, new SplittableRandom(seed)));
    }

    @Test
    void wholeFactorsKeepEveryRequestAndMoveCopiesByASecondAtMost() {
        Trace trace = steady(100);

        Trace tripled = trace.atRate(3, new SplittableRandom(7));

        assertThat(tripled.requests()).hasSize(300);
        for (TraceRequest original : trace.requests()) {
            assertThat(tripled.requests().stream().filter(r -> r.promptTokens() == original.promptTokens()))
                    .hasSize(3)
                    .allMatch(copy -> Math.abs(copy.atSeconds() - original.atSeconds()) <= 1);
        }
    }

    @Test
    void thinningMovesNothing() {
        Set<Double> arrivals =
                steady(100).requests().stream().map(TraceRequest::atSeconds).collect(Collectors.toSet());

        assertThat(steady(100).atRate(0.5, new SplittableRandom(7)).requests())
                .isNotEmpty()
                .allMatch(r -> arrivals.contains(r.atSeconds()));
    }

    @Test
    void copiesOfAConversationShareOnlyWhatAllConversationsShare() {
        Trace trace = new Trace("talk", 1, List.of(new TraceRequest(0, 1500, 10, List.of(0L, 17L, 18L))));

        List<List<Long>> blocks = trace.atRate(2, new SplittableRandom(1)).requests().stream()
                .map(TraceRequest::prefixBlocks)
                .toList();

        assertThat(blocks).hasSize(2).contains(List.of(0L, 17L, 18L));
        assertThat(blocks.get(0).get(0)).isEqualTo(blocks.get(1).get(0));
        assertThat(blocks.get(0).get(1)).isNotEqualTo(blocks.get(1).get(1));
        assertThat(blocks.get(0).get(2)).isNotEqualTo(blocks.get(1).get(2));
    }

    @Test
    void deQuantisingSpreadsEachGridPointOverTheGrid() {
        List<TraceRequest> grid = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            grid.add(new TraceRequest(3 * (i / 10), 1, 1, List.of()));
        }
        Trace quantised = Trace.ofUnordered("grid", grid);

        Trace fine = quantised.deQuantised(3, new SplittableRandom(5));

        assertThat(quantised.isOnGrid(3)).isTrue();
        assertThat(fine.isOnGrid(3)).isFalse();
        double meanShift = mean(fine) - mean(quantised);
        assertThat(meanShift).isCloseTo(1.5, within(0.1));
        assertThat(TraceSummary.of(fine).gapVariation()).isCloseTo(1, within(0.2));
        assertThat(fine.durationSeconds()).isEqualTo(quantised.durationSeconds() + 3);
    }

    private static double mean(Trace trace) {
        return trace.requests().stream()
                .mapToDouble(TraceRequest::atSeconds)
                .average()
                .orElseThrow();
    }

    @Test
    void aSegmentStartsItsOwnClock() {
        Trace segment = steady(100).segment(10, 5);

        assertThat(segment.durationSeconds()).isEqualTo(5);
        assertThat(segment.requests().stream()
                        .mapToDouble(TraceRequest::atSeconds)
                        .toArray())
                .isEqualTo(DoubleStream.of(0, 1, 2, 3, 4).toArray());
        assertThat(segment.requests().get(0).promptTokens()).isEqualTo(110);
        assertThatThrownBy(() -> steady(100).segment(90, 20))
                .isInstanceOf(TraceException.class)
                .hasMessage("steady lasts 100 s, but 20 s from second 90 are asked for; ask for less or use a longer"
                        + " trace");
    }

    @Test
    void tooLongRequestsAreLeftOut() {
        Trace trace = steady(100).fitting(150);

        assertThat(trace.requests()).hasSize(41).allMatch(r -> r.promptTokens() + r.outputTokens() <= 150);
    }

    @Test
    void aTraceInTheWrongOrderIsRefused() {
        List<TraceRequest> wrong = List.of(new TraceRequest(2, 1, 1, List.of()), new TraceRequest(1, 1, 1, List.of()));

        assertThatThrownBy(() -> new Trace("wrong", 3, wrong)).hasMessageContaining("not in the order of arrival");
        assertThat(Trace.ofUnordered("wrong", wrong).requests().get(0).atSeconds())
                .isEqualTo(1);
    }
}
