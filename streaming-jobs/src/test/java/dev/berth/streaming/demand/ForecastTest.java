package dev.berth.streaming.demand;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ForecastTest {
    @Test
    void steadyDemandIsExpectedToGoOn() {
        int[] bins = new int[60];
        Arrays.fill(bins, 4);
        assertThat(Forecast.perSecond(bins)).isEqualTo(4);
    }

    @Test
    void aStepUpIsExpectedToStay() {
        int[] bins = new int[60];
        Arrays.fill(bins, 0, 45, 1);
        Arrays.fill(bins, 45, 60, 10);
        assertThat(Forecast.perSecond(bins)).isEqualTo(10);
    }

    @Test
    void fallingDemandIsFollowedWithTheWindowsLag() {
        int[] bins = new int[60];
        Arrays.fill(bins, 0, 45, 10);
        assertThat(Forecast.perSecond(bins)).isEqualTo(7.5);
    }

    @Test
    void aFewRequestsAfterSilenceAreNoStep() {
        int[] bins = new int[60];
        bins[59] = 3;
        assertThat(Forecast.perSecond(bins)).isEqualTo(3 / 60.0);
    }

    @Test
    void chanceIsSeldomTakenForAStep() {
        Random random = new Random(11);
        int steps = 0;
        for (int window = 0; window < 1_000; window++) {
            int[] bins = random.ints(60, 0, 4).toArray();
            double mean = Arrays.stream(bins).sum() / 60.0;
            steps += Forecast.perSecond(bins) > mean ? 1 : 0;
        }
        assertThat(steps).isLessThan(20);
    }

    @Test
    void aWindowOfOneSecondHasOnlyItsMean() {
        assertThat(Forecast.perSecond(new int[] {5})).isEqualTo(5);
    }
}
