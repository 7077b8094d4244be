package dev.berth.simulator.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class MovingPopularityTest {
    private static List<String> adapters(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(i -> "a" + i).toList();
    }

    private static TraceCopy copy(long index, double atSeconds, Long... blocks) {
        return new TraceCopy(new TraceRequest(atSeconds, 1024, 1, List.of(blocks)), index, 0);
    }

    /** Shares of the models among requests that are spread evenly over a time. */
    private static Map<String, Double> shares(
            MovingPopularity popularity, double fromSeconds, double seconds, int requests) {
        Map<String, Double> shares = new HashMap<>();
        for (int i = 0; i < requests; i++) {
            double at = fromSeconds + seconds * i / requests;
            long index = Math.round(fromSeconds) * 1_000_000L + i;
            shares.merge(popularity.modelOf(copy(index, at)), 1.0 / requests, Double::sum);
        }
        return shares;
    }

    private static List<String> order(MovingPopularity popularity, int size) {
        return IntStream.rangeClosed(1, size).mapToObj(popularity::atRank).toList();
    }

    @Test
    void adaptersAreAskedForByThePowerLawOfARankThatTheSeedDraws() {
        MovingPopularity popularity = new MovingPopularity(AdapterMix.zipf(adapters(4), 1), 1);
        Map<String, Double> shares = shares(popularity, 0, 100, 50_000);

        assertThat(shares.get(popularity.atRank(1))).isCloseTo(12.0 / 25, within(0.01));
        assertThat(shares.get(popularity.atRank(2))).isCloseTo(6.0 / 25, within(0.01));
        assertThat(shares.get(popularity.atRank(4))).isCloseTo(3.0 / 25, within(0.01));
        assertThat(IntStream.range(0, 20)
                        .mapToObj(seed -> new MovingPopularity(AdapterMix.zipf(adapters(4), 1), seed).atRank(1))
                        .distinct())
                .hasSizeGreaterThan(2);
    }

    @Test
    void theBaseModelHasItsShare() {
        MovingPopularity popularity =
                new MovingPopularity(AdapterMix.zipf(adapters(4), 1).withBase("base", 0.1), 1);

        assertThat(shares(popularity, 0, 100, 50_000).get("base")).isCloseTo(0.1, within(0.005));
        assertThat(shares(new MovingPopularity(AdapterMix.ofBase("base"), 1), 0, 1, 100))
                .containsOnlyKeys("base");
    }

    @Test
    void aDriftLetsAColdAdapterRiseAndTheOthersMoveDown() {
        MovingPopularity popularity =
                new MovingPopularity(AdapterMix.zipf(adapters(10), 1).withDrift(new Drift(300, 0, 8)), 1);
        List<String> before = order(popularity, 10);

        popularity.advance(299.9);
        assertThat(order(popularity, 10)).isEqualTo(before);

        popularity.advance(300);
        List<String> after = order(popularity, 10);
        assertThat(before.subList(8, 10)).contains(after.get(0));
        assertThat(after.subList(1, 9)).isEqualTo(before.subList(0, 8));
    }

    @Test
    void theRisenAdapterIsThenAskedForMost() {
        MovingPopularity popularity =
                new MovingPopularity(AdapterMix.zipf(adapters(64), 1).withDrift(new Drift(300, 0.1, 32)), 5);
        List<String> before = order(popularity, 64);
        Map<String, Double> shares = shares(popularity, 300, 299, 50_000);
        String risen = popularity.atRank(1);

        assertThat(before.indexOf(risen)).isGreaterThanOrEqualTo(32);
        assertThat(shares.get(risen)).isCloseTo(1 / 4.744, within(0.01));
    }

    @Property(tries = 60)
    void everyDriftSwapsATenthAndKeepsEveryAdapter(@ForAll long seed, @ForAll @IntRange(min = 2, max = 200) int size) {
        Drift drift = new Drift(300, 0.1, 32);
        MovingPopularity popularity =
                new MovingPopularity(AdapterMix.zipf(adapters(size), 1).withDrift(drift), seed);
        List<String> before = order(popularity, size);
        popularity.advance(300);
        List<String> after = order(popularity, size);
        int parted = 0;
        for (int i = 1; i < size; i++) {
            int place = after.indexOf(before.get(i - 1));
            parted += place + 1 < size && after.get(place + 1).equals(before.get(i)) ? 0 : 1;
        }

        assertThat(after).containsExactlyInAnyOrderElementsOf(before);
        assertThat(before.indexOf(after.get(0))).isGreaterThanOrEqualTo(size > 32 ? 32 : size / 2);
        // A swap parts an adapter and its partner from their neighbours, four pairs; the rise parts two and the last
        // one's.
        assertThat(parted).isLessThanOrEqualTo(4 * Math.max(1, Math.round(size * 0.1f)) + 3);
        if (size > 64) {
            assertThat(parted).isGreaterThan(8);
        }
    }

    @Test
    void severalDriftsThatNobodyLookedAtHappenAllTheSame() {
        AdapterMix mix = AdapterMix.zipf(adapters(20), 1).withDrift(new Drift(10, 0.1, 5));
        MovingPopularity stepwise = new MovingPopularity(mix, 9);
        for (int second = 0; second <= 55; second++) {
            stepwise.advance(second);
        }
        MovingPopularity atOnce = new MovingPopularity(mix, 9);
        atOnce.advance(55);

        assertThat(order(atOnce, 20)).isEqualTo(order(stepwise, 20));
    }

    @Test
    void aFlashCrowdTakesItsShareOfAllTrafficAndGoesAgain() {
        AdapterMix mix = AdapterMix.zipf(adapters(200), 0.8)
                .withBase("base", 0.1)
                .withFlash(new FlashCrowd(150, 0.25, 900, 600, 30));
        MovingPopularity popularity = new MovingPopularity(mix, 3);
        String crowded = popularity.atRank(150);

        assertThat(shares(popularity, 0, 900, 50_000).get(crowded)).isLessThan(0.003);
        Map<String, Double> rising = shares(popularity, 900, 30, 50_000);
        Map<String, Double> during = shares(popularity, 930, 570, 50_000);
        Map<String, Double> after = shares(popularity, 1530, 600, 50_000);

        assertThat(rising.get(crowded)).isCloseTo(0.125, within(0.01));
        assertThat(during.get(crowded)).isCloseTo(0.25, within(0.006));
        assertThat(during.get("base")).isCloseTo(0.1 * 0.75, within(0.005));
        assertThat(after.get(crowded)).isLessThan(0.003);
    }

    @Test
    void phaseGroupsSwellOneAfterTheOther() {
        AdapterMix mix = AdapterMix.zipf(adapters(4), 0).withPhases(new PhaseGroups(4, 1000, 0.6));
        MovingPopularity popularity = new MovingPopularity(mix, 1);

        // At a quarter of the period, group 0 is at its peak, 1.6 of 4, and group 2 at its trough, 0.4 of 4.
        Map<String, Double> quarter = shares(popularity, 248, 4, 50_000);
        assertThat(quarter.get("a1")).isCloseTo(0.4, within(0.01));
        assertThat(quarter.get("a2")).isCloseTo(0.25, within(0.01));
        assertThat(quarter.get("a3")).isCloseTo(0.1, within(0.01));
        assertThat(shares(popularity, 748, 4, 50_000).get("a3")).isCloseTo(0.4, within(0.01));
    }

    @Test
    void aStickyConversationKeepsItsAdapterAndConversationsFollowThePowerLaw() {
        MovingPopularity popularity =
                new MovingPopularity(AdapterMix.zipf(adapters(4), 1).withSticky(), 1);
        Map<String, Double> shares = new HashMap<>();
        for (long conversation = 0; conversation < 20_000; conversation++) {
            String first = popularity.modelOf(copy(2 * conversation, 0, 0L, conversation));
            assertThat(popularity.modelOf(copy(2 * conversation + 1, 500, 0L, conversation, 3L)))
                    .isEqualTo(first);
            shares.merge(first, 1 / 20_000.0, Double::sum);
        }

        assertThat(shares.get(popularity.atRank(1))).isCloseTo(12.0 / 25, within(0.02));
    }

    @Test
    void whatContradictsItselfIsRefused() {
        AdapterMix mix = AdapterMix.zipf(adapters(4), 1);

        assertThatThrownBy(() -> mix.withSticky().withDrift(new Drift(300, 0.1, 2)))
                .hasMessageContaining("sticky conversations keep their adapter");
        assertThatThrownBy(() -> mix.withFlash(new FlashCrowd(150, 0.25, 900, 600, 30)))
                .hasMessage("the flash crowd's rank 150 is beyond the 4 adapters");
        assertThatThrownBy(() -> new Drift(0, 0.1, 32)).hasMessageContaining("everySeconds > 0");
        assertThatThrownBy(() -> new FlashCrowd(1, 0.25, 900, 10, 30))
                .hasMessageContaining("forSeconds >= rampSeconds");
    }
}
