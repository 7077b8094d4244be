package dev.berth.streaming.demand;

import static dev.berth.streaming.demand.RequestStory.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.domain.demand.ChangePoint;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

/** 15 minutes of slices of 5 s. */
class ChangeScanTest {
    private static final int SLICES = 180;

    private static ArrivalHistory history(int[] counts) {
        return new ArrivalHistory(RequestStory.MORNING, 5_000, counts, spread(counts[counts.length - 1]));
    }

    private static int[] spread(int count) {
        int[] bins = new int[5];
        for (int i = 0; i < count; i++) {
            bins[i % 5]++;
        }
        return bins;
    }

    private static int[] poisson(Random random, IntToDoubleFunction perSlice) {
        int[] counts = new int[SLICES];
        for (int i = 0; i < SLICES; i++) {
            double mean = perSlice.applyAsDouble(i);
            double time = mean == 0 ? 1 : -Math.log(1 - random.nextDouble()) / mean;
            while (time < 1) {
                counts[i]++;
                time += -Math.log(1 - random.nextDouble()) / mean;
            }
        }
        return counts;
    }

    private static List<ChangePoint> changes(int[] counts) {
        return ChangeScan.of(history(counts)).changes();
    }

    @Test
    void nothingChangesInSilence() {
        assertThat(changes(new int[SLICES])).isEmpty();
    }

    /** At rates from one in 100 s to 100 a second; the class comment says what the bound is if the rate were known. */
    @Test
    void falseAlarmsAreRarerThanOneInAHundredThousandSlices() {
        Random random = new Random(1);
        long slices = 0;
        int alarms = 0;
        for (double perSlice : new double[] {0.05, 0.5, 5, 50, 500}) {
            int runs = perSlice > 100 ? 200 : 1_500;
            for (int i = 0; i < runs; i++) {
                alarms += changes(poisson(random, slice -> perSlice)).size();
                slices += SLICES;
            }
        }
        System.err.printf("false alarms: %d in %d slices%n", alarms, slices);
        assertThat(alarms).isLessThanOrEqualTo((int) (slices / 100_000));
    }

    @Test
    void burstyTrafficIsNoEndOfChanges() {
        Random random = new Random(2);
        int alarms = 0;
        for (int run = 0; run < 200; run++) {
            int[] counts = poisson(random, slice -> random.nextInt(3) == 0 ? 40 : 10);
            alarms += changes(counts).size();
        }
        assertThat(alarms)
                .as("in 200 times 15 minutes of an index of dispersion of 10")
                .isLessThan(40);
    }

    @Test
    void aFlashCrowdIsFoundWhereItBegan() {
        int[] counts = poisson(new Random(3), slice -> slice < 100 ? 2 : 40);
        assertThat(changes(counts)).hasSize(1).first().satisfies(change -> {
            assertThat(change.kind()).isEqualTo(ChangePoint.Kind.SURGE);
            assertThat(change.sinceMillis()).isEqualTo(at(500));
            assertThat(change.beforePerSecond()).isCloseTo(0.4, within(0.1));
        });
    }

    @Test
    void aRiseByHalfIsDriftAndTakesLonger() {
        int[] counts = poisson(new Random(4), slice -> slice < 90 ? 20 : 34);
        assertThat(changes(counts)).isNotEmpty().first().satisfies(change -> {
            assertThat(change.kind()).isEqualTo(ChangePoint.Kind.DRIFT);
            assertThat(change.sinceMillis()).isBetween(at(440), at(550));
        });
    }

    @Test
    void anEndIsSilence() {
        int[] counts = poisson(new Random(5), slice -> slice < 120 ? 10 : 0);
        assertThat(changes(counts)).last().satisfies(change -> {
            assertThat(change.kind()).isEqualTo(ChangePoint.Kind.SILENCE);
            assertThat(change.sinceMillis()).isBetween(at(590), at(605));
            assertThat(change.afterPerSecond()).isZero();
        });
    }

    @Test
    void theForecastForgetsWhatWasBefore() {
        int[] counts = poisson(new Random(6), slice -> slice < 170 ? 4 : 100);
        assertThat(ChangeScan.of(history(counts)).forecast(12).perSecond()).isCloseTo(20, within(2.0));
    }

    @Test
    void aCrowdInTheNewestSecondIsSeenThough() {
        int[] counts = new int[SLICES];
        Arrays.fill(counts, 10);
        counts[SLICES - 1] = 48;
        ArrivalHistory history = new ArrivalHistory(RequestStory.MORNING, 5_000, counts, new int[] {2, 2, 2, 2, 40});
        ChangeScan scan = ChangeScan.of(history);
        assertThat(scan.changes()).hasSize(1);
        assertThat(scan.changes().get(0).sinceMillis()).isEqualTo(at(899));
        assertThat(scan.forecast(12).perSecond()).isEqualTo(40);
    }
}
