package dev.berth.streaming.demand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Slices of 5 s, forecasts for a minute. */
class ForecastTest {
    private static final int AHEAD = 12;

    private static ArrivalHistory history(int... counts) {
        int[] bins = new int[5];
        bins[4] = counts.length == 0 ? 0 : counts[counts.length - 1];
        return new ArrivalHistory(RequestStory.MORNING, 5_000, counts, bins);
    }

    private static Forecast forecast(int... counts) {
        return Forecast.of(history(counts), 0, AHEAD);
    }

    private static int[] poisson(double perSlice, int slices, Random random) {
        int[] counts = new int[slices];
        for (int i = 0; i < slices; i++) {
            double time = -Math.log(1 - random.nextDouble()) / perSlice;
            while (time < 1) {
                counts[i]++;
                time += -Math.log(1 - random.nextDouble()) / perSlice;
            }
        }
        return counts;
    }

    @Test
    void silenceForecastsSilence() {
        assertThat(forecast(0, 0, 0)).isEqualTo(Forecast.NONE);
    }

    @Test
    void aSteadyRateGoesOn() {
        int[] counts = new int[180];
        Arrays.fill(counts, 10);
        assertThat(forecast(counts).perSecond()).isCloseTo(2, within(1e-9));
        assertThat(forecast(counts).upperPerSecond())
                .as("Poisson noise of a minute")
                .isBetween(2.15, 2.35);
    }

    @Test
    void oneSliceIsForecastAsItWas() {
        assertThat(forecast(50).perSecond()).isEqualTo(10);
    }

    @Test
    void thinTrafficIsRememberedForLong() {
        int[] counts = new int[180];
        for (int i = 0; i < 180; i += 30) {
            counts[i] = 1;
        }
        assertThat(forecast(counts).perSecond()).isCloseTo(6 / 900.0, within(0.004));
    }

    @Test
    void aRampIsFollowedCloserThanByTheMean() {
        int[] counts = new int[180];
        for (int i = 0; i < 180; i++) {
            counts[i] = i;
        }
        assertThat(forecast(counts).perSecond() * 5).isGreaterThan(160);
    }

    @Test
    void theUpperValueIsExceededOnceInTen() {
        Random random = new Random(3);
        int exceeded = 0;
        int cases = 2_000;
        for (int i = 0; i < cases; i++) {
            double perSlice = 0.2 + random.nextInt(20);
            Forecast forecast = forecast(poisson(perSlice, 60, random));
            double actual = Arrays.stream(poisson(perSlice, AHEAD, random)).sum() / 60.0;
            exceeded += actual > forecast.upperPerSecond() ? 1 : 0;
        }
        assertThat(exceeded / (double) cases).isCloseTo(0.1, within(0.04));
    }

    @Property(tries = 200)
    void itIsFiniteAndWithinWhatWasSeen(
            @ForAll @Size(min = 1, max = 180) int[] given, @ForAll @IntRange(max = 5) int skip) {
        int[] counts = Arrays.stream(given).map(c -> Math.floorMod(c, 10_000)).toArray();
        Forecast forecast = Forecast.of(history(counts), Math.min(skip, counts.length - 1), AHEAD);
        int most = Arrays.stream(counts).max().orElse(0);
        assertThat(forecast.perSecond()).isBetween(0.0, most / 5.0 + 1e-9);
        assertThat(forecast.upperPerSecond()).isFinite().isGreaterThanOrEqualTo(forecast.perSecond());
    }
}
