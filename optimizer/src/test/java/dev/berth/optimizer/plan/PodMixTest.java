package dev.berth.optimizer.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.optimizer.plan.PodMix.Kind;
import dev.berth.optimizer.plan.PodMix.Need;
import java.util.List;
import org.junit.jupiter.api.Test;

class PodMixTest {
    private static final double NO_BUDGET = Double.POSITIVE_INFINITY;

    private static Kind kind(String name, int from, int most, double price, double capacity) {
        return new Kind(name, from, most, price, capacity, 8, 32);
    }

    @Test
    void oneKindIsDividedAndRoundedUp() {
        int[] mix = PodMix.cheapest(List.of(kind("a", 1, 9, 1, 0.8)), new Need(2.5, 0, 0), NO_BUDGET);
        assertThat(mix).containsExactly(4); // 2.5 / 0.8 = 3.1
    }

    @Test
    void theCheapestMixIsNotAlwaysOfTheCheapestKindPerLoad() {
        List<Kind> kinds = List.of(kind("large", 0, 9, 3, 3.0), kind("small", 0, 9, 1.2, 1.0));
        assertThat(PodMix.cheapest(kinds, new Need(3.5, 0, 0), NO_BUDGET))
                .containsExactly(1, 1); // 4.2, two large are 6
        assertThat(PodMix.cheapest(kinds, new Need(0.9, 0, 0), NO_BUDGET)).containsExactly(0, 1);
        assertThat(PodMix.cheapest(kinds, new Need(6.0, 0, 0), NO_BUDGET)).containsExactly(2, 0);
    }

    @Test
    void whatIsThereStays() {
        List<Kind> kinds = List.of(kind("dear", 1, 9, 5, 1.0), kind("cheap", 0, 9, 1, 1.0));
        assertThat(PodMix.cheapest(kinds, new Need(2.5, 0, 0), NO_BUDGET)).containsExactly(1, 2);
    }

    @Test
    void slotsAndRoomAskForPodsToo() {
        List<Kind> kinds = List.of(kind("a", 1, 99, 1, 1.0));
        assertThat(PodMix.cheapest(kinds, new Need(0.5, 17, 0), NO_BUDGET)).containsExactly(3); // 8 slots each
        assertThat(PodMix.cheapest(kinds, new Need(0.5, 0, 100), NO_BUDGET)).containsExactly(4); // room for 32 each
    }

    @Test
    void aBudgetAndTheMostPodsAreKept() {
        List<Kind> kinds = List.of(kind("dear", 1, 9, 5, 2.0), kind("cheap", 1, 2, 1, 1.0));
        assertThat(PodMix.cheapest(kinds, new Need(9, 0, 0), 12))
                .as("not enough for the need, and not over 12")
                .containsExactly(2, 2);
        assertThat(PodMix.cheapest(kinds, new Need(9, 0, 0), 3))
                .as("what is there may cost more, but nothing comes to it")
                .containsExactly(1, 1);
    }
}
