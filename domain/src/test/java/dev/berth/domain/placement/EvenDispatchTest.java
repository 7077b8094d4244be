package dev.berth.domain.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.domain.fleet.PodIncarnation;
import dev.berth.domain.placement.EvenDispatch.Seat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class EvenDispatchTest {
    private static List<String> adapters(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(Integer::toString).toList();
    }

    private static List<Seat> pods(int count, int slots) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> new Seat("p" + i, slots))
                .toList();
    }

    @Test
    void three_adapters_on_two_pods() {
        assertThat(EvenDispatch.dispatch(adapters(3), pods(2, 8)))
                .containsExactly(Map.entry("p1", List.of("1", "3")), Map.entry("p2", List.of("2")));
    }

    @Test
    void three_adapters_on_seven_pods() {
        assertThat(EvenDispatch.dispatch(adapters(3), pods(7, 8)).values())
                .containsExactly(
                        List.of("1"),
                        List.of("2"),
                        List.of("3"),
                        List.of("1"),
                        List.of("2"),
                        List.of("3"),
                        List.of("1"));
    }

    @Test
    void what_finds_no_slot_is_nowhere() {
        assertThat(EvenDispatch.dispatch(adapters(5), pods(2, 2)))
                .containsExactly(Map.entry("p1", List.of("1", "3")), Map.entry("p2", List.of("2", "4")));
    }

    @Test
    void a_pod_without_slots_takes_no_turn() {
        List<Seat> seats = List.of(new Seat("none", 0), new Seat("p1", 4), new Seat("p2", 4));
        assertThat(EvenDispatch.dispatch(adapters(1), seats))
                .containsExactly(
                        Map.entry("none", List.of()), Map.entry("p1", List.of("1")), Map.entry("p2", List.of("1")));
        assertThat(EvenDispatch.dispatch(adapters(2), seats).values())
                .containsExactly(List.of(), List.of("1"), List.of("2"));
    }

    @Test
    void nothing_on_nothing() {
        assertThat(EvenDispatch.dispatch(List.of(), pods(2, 1)).values()).containsOnly(List.of());
        assertThat(EvenDispatch.dispatch(adapters(2), List.of())).isEmpty();
    }

    @Property
    void adapters_and_pods_are_all_used_while_there_are_slots(
            @ForAll @IntRange(min = 1, max = 40) int adapterCount,
            @ForAll @Size(min = 1, max = 12) List<@IntRange(min = 0, max = 6) Integer> slots) {
        List<String> adapters = adapters(adapterCount);
        List<Seat> seats = IntStream.range(0, slots.size())
                .mapToObj(i -> new Seat("p" + i, slots.get(i)))
                .toList();
        Map<String, List<String>> byPod = EvenDispatch.dispatch(adapters, seats);

        assertThat(byPod.keySet())
                .containsExactlyElementsOf(seats.stream().map(Seat::pod).toList());
        for (Seat seat : seats) {
            List<String> held = byPod.get(seat.pod());
            assertThat(held).doesNotHaveDuplicates().hasSizeLessThanOrEqualTo(seat.slots());
            assertThat(held.isEmpty()).isEqualTo(seat.slots() == 0);
        }
        int total = slots.stream().mapToInt(Integer::intValue).sum();
        long placed = byPod.values().stream().flatMap(List::stream).distinct().count();
        assertThat(placed).isEqualTo(Math.min(adapterCount, total));
        int most = byPod.values().stream().mapToInt(List::size).max().orElse(0);
        long usable = slots.stream().filter(s -> s > 0).count();
        if (usable > 0 && slots.stream().filter(s -> s > 0).allMatch(s -> s >= adapterCount)) {
            assertThat(most).isEqualTo((int) Math.ceil(Math.max(adapterCount, usable) / (double) usable));
        }
    }

    @Test
    void an_assignments_weight_is_a_share_and_a_standby_has_none() {
        PodIncarnation pod = new PodIncarnation("p", "1");
        assertThat(new Assignment(pod, Tier.HOT, 1).weight()).isEqualTo(1);
        assertThat(new Assignment(pod, Tier.WARM, 0).weight()).isZero();
        for (double bad : new double[] {-0.1, 1.1, Double.NaN}) {
            assertThatThrownBy(() -> new Assignment(pod, Tier.HOT, bad)).hasMessageContaining("p/1");
        }
        assertThatThrownBy(() -> new Assignment(pod, Tier.WARM, 0.5)).hasMessageContaining("WARM");
    }
}
