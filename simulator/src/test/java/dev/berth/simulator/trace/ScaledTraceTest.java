package dev.berth.simulator.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class ScaledTraceTest {
    private static TraceReading everySecond(int count) {
        return TraceReading.of(IntStream.range(0, count)
                .mapToObj(i -> new TraceRequest(i, i + 1, 1, List.of()))
                .iterator());
    }

    private static List<TraceCopy> copies(TraceReading trace, double factor, double grid, long seed) {
        List<TraceCopy> copies = new ArrayList<>();
        try (ScaledTrace scaled = new ScaledTrace(trace, factor, grid, new Chance(seed))) {
            scaled.forEachRemaining(copies::add);
        }
        return copies;
    }

    @Property(tries = 50)
    void everyRequestBecomesTheFactorOfCopiesRoundedDownOrUp(
            @ForAll @DoubleRange(min = 0.01, max = 30) double factor, @ForAll long seed) {
        int[] counts = new int[40];
        copies(everySecond(40), factor, 0, seed).forEach(copy -> counts[(int) copy.index()]++);

        for (int count : counts) {
            assertThat((double) count).isBetween(Math.floor(factor), Math.ceil(factor));
        }
    }

    @Property(tries = 50)
    void copiesComeInOrderWithinASecondOfTheirOriginal(
            @ForAll @DoubleRange(min = 1.01, max = 30) double factor,
            @ForAll @IntRange(max = 5) int grid,
            @ForAll long seed) {
        double before = 0;
        for (TraceCopy copy : copies(everySecond(40), factor, grid, seed)) {
            double at = copy.request().atSeconds();
            assertThat(at).isGreaterThanOrEqualTo(before);
            assertThat(at).isBetween(copy.index() - 1.0, copy.index() + grid + 1.0);
            before = at;
        }
    }

    @Property(tries = 30)
    void aHigherRateOnlyAddsRequests(
            @ForAll @DoubleRange(min = 1.01, max = 10) double low,
            @ForAll @DoubleRange(min = 0, max = 10) double more,
            @ForAll long seed) {
        Set<TraceCopy> higher = new HashSet<>(copies(everySecond(40), low + more, 3, seed));

        assertThat(higher).containsAll(copies(everySecond(40), low, 3, seed));
    }

    @Test
    void theMeanNumberOfCopiesIsTheFactor() {
        assertThat(copies(everySecond(10_000), 2.3, 0, 1).size()).isCloseTo(23_000, Percentage.withPercentage(1));
        assertThat(copies(everySecond(10_000), 0.3, 0, 1).size()).isCloseTo(3_000, Percentage.withPercentage(3));
    }

    @Test
    void theTraceItselfStaysAsItIs() {
        assertThat(copies(everySecond(5), 1, 0, 7))
                .extracting(copy -> copy.request().atSeconds())
                .containsExactly(0.0, 1.0, 2.0, 3.0, 4.0);
    }

    @Test
    void jitterIsUniformOverTwoSeconds() {
        double sum = 0;
        double squares = 0;
        List<TraceCopy> copies = copies(everySecond(2_000), 10, 0, 3);
        for (TraceCopy copy : copies.subList(20, copies.size())) {
            double moved = copy.request().atSeconds() - copy.index();
            sum += moved;
            squares += moved * moved;
        }
        int count = copies.size() - 20;

        assertThat(sum / count).isCloseTo(0, within(0.02));
        assertThat(squares / count).isCloseTo(1.0 / 3, within(0.01));
    }

    @Test
    void arrivalsOnAGridAreSpreadOverIt() {
        TraceReading grid = TraceReading.of(IntStream.range(0, 9_000)
                .mapToObj(i -> new TraceRequest(3 * (i / 10), 1, 1, List.of()))
                .iterator());
        double mean = copies(grid, 1, 3, 5).stream()
                .mapToDouble(copy -> copy.request().atSeconds() - 3 * (copy.index() / 10))
                .average()
                .orElseThrow();

        assertThat(mean).isCloseTo(1.5, within(0.03));
    }

    @Test
    void memoryDoesNotGrowWithTheTrace() {
        int[] waiting = new int[2];
        int[] lengths = {200, 20_000};
        for (int i = 0; i < 2; i++) {
            try (ScaledTrace scaled = new ScaledTrace(everySecond(lengths[i]), 20, 3, new Chance(1))) {
                scaled.forEachRemaining(copy -> {});
                waiting[i] = scaled.mostWaiting();
            }
        }

        assertThat(waiting[1]).isLessThanOrEqualTo(20 * 7).isCloseTo(waiting[0], Percentage.withPercentage(15));
    }

    @Test
    void aConversationsCopiesAreConversationsOfTheirOwn() {
        TraceReading two = TraceReading.of(List.of(
                        new TraceRequest(0, 1500, 1, List.of(7L, 8L, 9L)),
                        new TraceRequest(10, 2000, 1, List.of(7L, 8L, 9L, 10L)))
                .iterator());
        List<TraceCopy> copies = copies(two, 2, 0, 1);
        List<Long> first = blocks(copies, 0, 1);
        List<Long> next = blocks(copies, 1, 1);

        assertThat(blocks(copies, 0, 0)).containsExactly(7L, 8L, 9L);
        assertThat(first.get(0)).isEqualTo(7L);
        assertThat(first.subList(1, 3)).doesNotContainAnyElementsOf(List.of(8L, 9L));
        assertThat(next.subList(0, 3)).isEqualTo(first);
    }

    private static List<Long> blocks(List<TraceCopy> copies, long index, int copy) {
        return copies.stream()
                .filter(c -> c.index() == index && c.copy() == copy)
                .findFirst()
                .orElseThrow()
                .request()
                .prefixBlocks();
    }

    @Test
    void aFactorOfNothingIsRefused() {
        assertThatThrownBy(() -> new ScaledTrace(everySecond(1), 0, 0, new Chance(1)))
                .hasMessageContaining("a trace is scaled by > 0");
    }

    @Test
    void aTraceOfASingleMomentIsRepeatedEverySecond() {
        TraceSource source = seed -> everySecond(1);
        try (TraceReading reading = new LoopedTrace(source, 0, 1).open(1)) {
            assertThat(List.of(reading.next(), reading.next(), reading.next()))
                    .extracting(TraceRequest::atSeconds)
                    .containsExactly(0.0, 1.0, 2.0);
        }
    }

    @Test
    void aRepeatedTraceGoesOnAfterAMeanGapWithNewConversations() {
        TraceSource source = seed -> TraceReading.of(List.of(
                        new TraceRequest(0, 1500, 1, List.of(7L, 8L)),
                        new TraceRequest(1, 1500, 1, List.of()),
                        new TraceRequest(4, 1500, 1, List.of()))
                .iterator());
        List<TraceRequest> requests = new ArrayList<>();
        try (TraceReading reading = new LoopedTrace(source, 4, 3).open(1)) {
            for (int i = 0; i < 7; i++) {
                requests.add(reading.next());
            }
        }

        assertThat(requests).extracting(TraceRequest::atSeconds).containsExactly(0.0, 1.0, 4.0, 6.0, 7.0, 10.0, 12.0);
        assertThat(requests.get(3).prefixBlocks().get(0)).isEqualTo(7L);
        assertThat(requests.get(3).prefixBlocks().get(1))
                .isNotEqualTo(8L)
                .isNotEqualTo(requests.get(6).prefixBlocks().get(1));
    }
}
