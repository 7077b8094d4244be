package dev.berth.simulator.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class AdapterAssignmentTest {
    private static List<String> adapters(int count) {
        return IntStream.range(0, count).mapToObj(i -> "adapter-" + i).toList();
    }

    private static Trace traceOf(int requests, List<Long> blocks) {
        List<TraceRequest> all = new ArrayList<>();
        for (int i = 0; i < requests; i++) {
            all.add(new TraceRequest(i, 1024, 1, blocks));
        }
        return new Trace("test", requests, all);
    }

    private static AdapterAssignment steady(Popularity popularity, double baseShare) {
        return new AdapterAssignment(popularity, popularity, Double.POSITIVE_INFINITY, "base", baseShare);
    }

    @Test
    void popularityFollowsThePowerLawOfTheRank() {
        Popularity zipf = new Popularity(adapters(4), 1.0);

        assertThat(zipf.share(1)).isCloseTo(12.0 / 25, within(1e-12));
        assertThat(zipf.share(2)).isCloseTo(6.0 / 25, within(1e-12));
        assertThat(zipf.share(4)).isCloseTo(3.0 / 25, within(1e-12));
    }

    @Test
    void drawnSharesMatchTheLawAndTheBaseModelHasItsOwn() {
        Popularity zipf = new Popularity(adapters(8), 1.2);

        List<String> models = steady(zipf, 0.1).assign(traceOf(40_000, List.of()), new SplittableRandom(3));

        assertThat(Collections.frequency(models, "base") / 40_000.0).isCloseTo(0.1, within(0.01));
        for (int rank = 1; rank <= 8; rank++) {
            double share = Collections.frequency(models, "adapter-" + (rank - 1)) / 40_000.0;
            assertThat(share).isCloseTo(0.9 * zipf.share(rank), within(0.01));
        }
    }

    @Property(tries = 100)
    void driftKeepsTheAdaptersAndPutsAColdOneFirst(
            @ForAll @IntRange(min = 2, max = 200) int count,
            @ForAll @DoubleRange(min = 0, max = 1) double share,
            @ForAll long seed) {
        Popularity before = new Popularity(adapters(count), 1.0);

        Popularity after = before.drifted(share, new SplittableRandom(seed));

        assertThat(after.byRank()).containsExactlyInAnyOrderElementsOf(before.byRank());
        assertThat(before.byRank().indexOf(after.byRank().get(0))).isGreaterThanOrEqualTo(count / 2);
        assertThat(after).isEqualTo(before.drifted(share, new SplittableRandom(seed)));
    }

    @Test
    void afterTheDriftAnotherAdapterIsTheHottest() {
        Popularity before = new Popularity(adapters(32), 1.0);
        Popularity after = before.drifted(0.1, new SplittableRandom(1));
        AdapterAssignment drifting = new AdapterAssignment(before, after, 5000, "base", 0);

        List<String> models = drifting.assign(traceOf(10_000, List.of()), new SplittableRandom(2));

        String riser = after.byRank().get(0);
        assertThat(Collections.frequency(models.subList(0, 5000), riser)).isLessThan(200);
        assertThat(Collections.frequency(models.subList(5000, 10_000), riser)).isGreaterThan(1000);
    }

    @Test
    void aConversationKeepsItsModelAcrossTheDrift() {
        Popularity before = new Popularity(adapters(32), 0);
        Popularity after = before.drifted(1, new SplittableRandom(1));
        AdapterAssignment drifting = new AdapterAssignment(before, after, 50, "base", 0.2);

        assertThat(drifting.assign(traceOf(100, List.of(0L, 42L)), new SplittableRandom(2)).stream()
                        .distinct())
                .hasSize(1);
        assertThat(drifting.assign(traceOf(100, List.of(0L)), new SplittableRandom(2)).stream()
                        .distinct())
                .as("the first block alone tells no conversation")
                .hasSizeGreaterThan(5);
    }
}
