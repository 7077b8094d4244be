package dev.berth.evaluation.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SearchTest {
    private static final int LOWEST = -300;
    private static final int HIGHEST = 300;

    @Test
    void findsTheKneeOfAKnownCurveAndSaysWhereItLooked() {
        Search.Found found = Search.largest(k -> k <= 21, 0, 16, LOWEST, HIGHEST);

        assertThat(found.holds()).isTrue();
        assertThat(found.at()).isEqualTo(21);
        assertThat(found.monotone()).isTrue();
        assertThat(found.bounded()).isFalse();
        assertThat(found.probes())
                .containsEntry(0, true)
                .containsEntry(16, true)
                .containsEntry(48, false)
                .containsEntry(21, true)
                .containsEntry(22, false);
    }

    @Test
    void goesDownWhenTheFirstStepFails() {
        assertThat(Search.largest(k -> k <= -70, 0, 16, LOWEST, HIGHEST).at()).isEqualTo(-70);
    }

    @Test
    void saysThatNothingHolds() {
        Search.Found found = Search.largest(k -> false, 0, 16, LOWEST, HIGHEST);

        assertThat(found.holds()).isFalse();
        assertThat(found.probes()).containsEntry(LOWEST, false);
    }

    @Test
    void saysThatTheLadderEnded() {
        Search.Found found = Search.largest(k -> true, 0, 16, LOWEST, HIGHEST);

        assertThat(found.at()).isEqualTo(HIGHEST);
        assertThat(found.bounded()).isTrue();
    }

    @Test
    void aCurveThatHoldsAgainHigherUpIsToldAndTheLowerStepIsTaken() {
        Search.Found found = Search.largest(k -> k <= 10 || k == 15, 0, 16, LOWEST, HIGHEST);

        assertThat(found.at()).isEqualTo(10);
        assertThat(found.highestHeld()).isEqualTo(15);
        assertThat(found.monotone()).isFalse();
    }

    @Property(tries = 300)
    void isRightOnEveryMonotoneCurveInFewProbes(
            @ForAll @IntRange(min = LOWEST, max = HIGHEST) int knee,
            @ForAll @IntRange(min = LOWEST, max = HIGHEST) int start,
            @ForAll @IntRange(min = 1, max = 32) int stride) {
        Search.Found found = Search.largest(k -> k <= knee, start, stride, LOWEST, HIGHEST);

        assertThat(found.holds()).isTrue();
        assertThat(found.at()).isEqualTo(knee);
        assertThat(found.monotone()).isTrue();
        assertThat(found.probes().size()).isLessThanOrEqualTo(22);
    }

    @Property(tries = 300)
    void whateverTheCurveTheFoundStepHoldsItsNeighbourFailsAndNothingTriedBelowFails(@ForAll long seed) {
        IntPredicate noise = k -> new SplittableRandom(seed * 31 + k).split().nextInt(100) < 50 - k / 6;

        Search.Found found = Search.largest(noise, 0, 16, LOWEST, HIGHEST);

        for (Map.Entry<Integer, Boolean> probe : found.probes().entrySet()) {
            assertThat(probe.getValue()).isEqualTo(noise.test(probe.getKey()));
            assertThat(found.holds() && probe.getKey() < found.at() && !probe.getValue())
                    .isFalse();
        }
        if (found.holds()) {
            assertThat(noise.test(found.at())).isTrue();
            assertThat(found.bounded() || !noise.test(found.at() + 1)).isTrue();
        }
        assertThat(found.probes().size()).isLessThanOrEqualTo(22);
    }
}
