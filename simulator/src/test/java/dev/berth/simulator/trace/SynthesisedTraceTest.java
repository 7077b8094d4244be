package dev.berth.simulator.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class SynthesisedTraceTest {
    private static final LengthSource TEN_AND_TWO = (chance, index) -> new RequestLengths(10, 2);

    private static List<TraceRequest> before(TraceSource source, double seconds, long seed) {
        List<TraceRequest> requests = new ArrayList<>();
        try (TraceReading reading = source.open(seed)) {
            for (TraceRequest r = reading.next(); r.atSeconds() < seconds; r = reading.next()) {
                requests.add(r);
            }
        }
        return requests;
    }

    private static long between(List<TraceRequest> requests, double from, double to) {
        return requests.stream()
                .filter(r -> r.atSeconds() >= from && r.atSeconds() < to)
                .count();
    }

    @Test
    void arrivalsFollowTheWave() {
        RateCurve wave = new RateCurve(50, 0.6, 1000, MinuteFactors.NONE);
        List<TraceRequest> requests = before(new SynthesisedTrace(wave, TEN_AND_TWO), 1000, 1);

        assertThat(requests.size()).isCloseTo(50_000, Percentage.withPercentage(2));
        // Mean of 1 + 0.6 sin over its positive half: 1 + 1.2 / pi.
        assertThat((double) between(requests, 0, 500)).isCloseTo(500 * 50 * 1.382, Percentage.withPercentage(2));
        assertThat(wave.at(250)).isCloseTo(80, within(1e-9));
        assertThat(wave.at(750)).isCloseTo(20, within(1e-9));
    }

    @Test
    void theSameSeedMakesTheSameTrafficAndAnotherAnother() {
        SynthesisedTrace trace = new SynthesisedTrace(RateCurve.steady(5), TraceShape.AZURE_CODE);

        assertThat(before(trace, 100, 4)).isEqualTo(before(trace, 100, 4)).isNotEqualTo(before(trace, 100, 5));
    }

    @Test
    void aMinutesLivelinessIsWithoutTheTrend() {
        double[] risingSteadily = IntStream.rangeClosed(1, 40).asDoubleStream().toArray();
        double[] factors = MinuteFactors.detrended(risingSteadily);

        assertThat(factors[20]).isCloseTo(1, within(0.08));
        double[] oneBurst = new double[21];
        Arrays.fill(oneBurst, 10);
        oneBurst[10] = 20;
        // The burst is 20 over a mean of (10 * 10 + 20) / 11.
        double[] bursts = MinuteFactors.detrended(oneBurst);
        assertThat(bursts[10] / bursts[0]).isCloseTo(20 / (120 / 11.0), within(1e-9));
        assertThat(Arrays.stream(bursts).average().orElseThrow()).isCloseTo(1, within(1e-9));
    }

    @Test
    void minutesOfATraceAreRepeated() {
        TraceSource twoMinutes = seed -> TraceReading.of(IntStream.range(0, 41)
                .mapToObj(i -> new TraceRequest(i < 10 ? 6 * i : 60 + 2 * (i - 10), 1, 1, List.of()))
                .iterator());
        MinuteFactors minutes = MinuteFactors.of(twoMinutes);

        assertThat(minutes.at(0)).isCloseTo(0.5, within(1e-9));
        assertThat(minutes.at(60)).isCloseTo(1.5, within(1e-9));
        assertThat(minutes.at(120)).isCloseTo(0.5, within(1e-9));
        assertThat(MinuteFactors.NONE.at(1e6)).isEqualTo(1);
    }

    @Test
    void lengthsAreDrawnTogetherFromATraceAndMixedByShare() {
        TraceSource pairs = seed -> TraceReading.of(IntStream.range(0, 100)
                .mapToObj(i -> new TraceRequest(i, i + 1, 1000 + i, List.of()))
                .iterator());
        LengthMix mix = new LengthMix(
                List.of(new LengthMix.Part(JointLengths.of(pairs), 0.7), new LengthMix.Part(TEN_AND_TWO, 0.3)));
        int others = 0;
        for (long i = 0; i < 20_000; i++) {
            RequestLengths drawn = mix.lengths(new Chance(1), i);
            others += drawn.outputTokens() == 2 ? 1 : 0;
            assertThat(drawn.outputTokens() == 2 || drawn.outputTokens() - drawn.promptTokens() == 999)
                    .isTrue();
        }

        assertThat(others / 20_000.0).isCloseTo(0.3, within(0.01));
        assertThatThrownBy(() -> JointLengths.of(
                        seed -> TraceReading.of(List.<TraceRequest>of().iterator())))
                .isInstanceOf(TraceException.class);
    }

    @Test
    void codeLikeLengthsMeetThePublishedPercentiles() {
        double[] prompts = new double[100_000];
        double[] outputs = new double[100_000];
        for (int i = 0; i < prompts.length; i++) {
            RequestLengths drawn = TraceShape.AZURE_CODE.lengths(new Chance(2), i);
            prompts[i] = drawn.promptTokens();
            outputs[i] = drawn.outputTokens();
        }
        Arrays.sort(prompts);
        Arrays.sort(outputs);

        assertThat(Quantiles.ofSorted(prompts, 0.5)).isCloseTo(1469, Percentage.withPercentage(3));
        assertThat(Quantiles.ofSorted(prompts, 0.95)).isCloseTo(7303, Percentage.withPercentage(3));
        assertThat(Quantiles.ofSorted(outputs, 0.5)).isCloseTo(13, Percentage.withPercentage(8));
        assertThat(Quantiles.ofSorted(outputs, 0.95)).isCloseTo(90, Percentage.withPercentage(6));
    }

    @Test
    void randomNumbersHangOnWhatTheyAreFor() {
        Chance chance = new Chance(1);

        assertThat(chance.unit(5, 6)).isEqualTo(new Chance(1).unit(5, 6)).isBetween(0.0, 1.0);
        assertThat(chance.unit(5, 6)).isNotEqualTo(chance.unit(6, 5));
        assertThat(chance.of("a").unit(5)).isNotEqualTo(chance.of("b").unit(5));
        double[] cells = new double[16];
        for (long i = 0; i < 16_000; i++) {
            cells[(int) (16 * chance.unit(i))]++;
        }
        // Chi-squared with 15 degrees of freedom exceeds 37.7 in 1 of 1,000 cases.
        double chiSquared = Arrays.stream(cells)
                .map(count -> (count - 1000) * (count - 1000) / 1000)
                .sum();
        assertThat(chiSquared).isLessThan(37.7);
    }
}
