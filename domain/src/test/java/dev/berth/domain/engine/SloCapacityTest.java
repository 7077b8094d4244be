package dev.berth.domain.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.domain.slo.SloJudge;
import dev.berth.domain.slo.SloTarget;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SloCapacityTest {
    private static final EngineSpec A10 = EngineFiles.named("a10");
    private static final double A_LITTLE_MORE = 1.001;

    /** Coefficients that a reader can add up. */
    private static EngineSpec plain() {
        EngineSpec a10 = A10;
        return new EngineSpec(
                "plain",
                "",
                "",
                1,
                new StepTime(10, 1, 0.1, 0, 0, 0),
                new EngineLimits(256, 2_048, 1_000_000, 16, 16_384, 8, 32, 64),
                a10.loadTimes(),
                4,
                60,
                a10.sources());
    }

    @Test
    void numbers_that_a_reader_can_add_up() {
        // 10 tokens out, 100 in: 20 ms of work for each request; a TPOT of 50 ms leaves 40 ms, so 2 may start in a
        // step.
        SloCapacity.Point point = new SloCapacity(plain(), 0).atSlo(100, 10, new SloTarget(0, 0.05, 0));
        assertThat(point.tpotSeconds()).isCloseTo(0.05, within(1e-12));
        assertThat(point.requestsPerSecond()).isCloseTo(2 / 0.05, within(1e-9));
        // Half a step, one of prefill, and 10 ms of its own prompt on top of the mean step.
        assertThat(point.ttftSeconds()).isCloseTo(1.5 * 0.05 + 0.01, within(1e-12));
        assertThat(point.e2eSeconds()).isCloseTo(10.5 * 0.05 + 0.01, within(1e-12));
        assertThat(point.concurrency()).isCloseTo(40 * (10.5 * 0.05 + 0.01), within(1e-9));
    }

    @Test
    void without_a_target_the_limits_of_the_server_bound_it() {
        EngineSpec engine = plain();
        // 256 sequences of 10 tokens each: 25.6 start in a step, unless the step's tokens are fewer: 2048 / 110 = 18.6.
        SloCapacity.Point point = new SloCapacity(engine, 0).atSlo(100, 10, SloTarget.NONE);
        double starts = 2_048 / 110.0;
        assertThat(point.requestsPerSecond()).isCloseTo(starts / (0.010 + starts * 0.020), within(1e-9));
    }

    @Test
    void a_request_longer_than_the_model_takes_has_no_capacity() {
        assertThat(new SloCapacity(A10, 4).atSlo(16_384, 1, SloTarget.NONE).requestsPerSecond())
                .isZero();
        assertThat(new SloCapacity(A10, 4).atSlo(16_383, 1, SloTarget.NONE).requestsPerSecond())
                .isPositive();
    }

    @Test
    void where_an_idle_pod_is_too_slow_the_capacity_is_zero_and_the_latencies_are_the_idle_ones() {
        double idleStep = A10.stepTime().millis(0, 0, 0, 4) / 1000;
        SloCapacity.Point point = new SloCapacity(A10, 4).atSlo(512, 128, new SloTarget(0, idleStep * 0.99, 0));
        assertThat(point.requestsPerSecond()).isZero();
        assertThat(point.concurrency()).isZero();
        assertThat(point.tpotSeconds()).isCloseTo(idleStep, within(1e-12));
        assertThat(point.ttftSeconds()).isGreaterThan(1.5 * idleStep);
        assertThat(new SloCapacity(A10, 4)
                        .atSlo(512, 128, new SloTarget(0, idleStep * 1.01, 0))
                        .requestsPerSecond())
                .isPositive();
    }

    @Test
    void lora_traffic_has_less_capacity_than_base_traffic() {
        SloTarget slo = new SloTarget(2, 0.1, 0);
        double base = new SloCapacity(A10, 0).atSlo(512, 128, slo).requestsPerSecond();
        double adapters = new SloCapacity(A10, 8).atSlo(512, 128, slo).requestsPerSecond();
        assertThat(adapters).isLessThan(base).isPositive();
    }

    @Property
    void the_point_meets_the_slo_that_it_was_asked_for(
            @ForAll @IntRange(min = 1, max = 8_192) int prompt,
            @ForAll @IntRange(min = 1, max = 2_048) int output,
            @ForAll @IntRange(min = 0, max = 8) int adapters,
            @ForAll @DoubleRange(min = 0, max = 10) double ttft,
            @ForAll @DoubleRange(min = 0, max = 0.5) double tpot,
            @ForAll @DoubleRange(min = 0, max = 60) double e2e) {
        SloTarget target = new SloTarget(ttft, tpot, e2e);
        SloCapacity.Point point = new SloCapacity(A10, adapters).atSlo(prompt, output, target);
        assertThat(point.concurrency()).isCloseTo(point.requestsPerSecond() * point.e2eSeconds(), within(1e-9));
        if (point.requestsPerSecond() > 0) {
            assertThat(meets(target, prompt, point)).isTrue();
        } else {
            assertThat(meets(target, prompt, point) && fitsTheModel(prompt, output))
                    .as("an idle pod %s is too slow for %s", point, target)
                    .isFalse();
        }
    }

    @Property
    void a_little_more_rate_breaks_some_bound(
            @ForAll @IntRange(min = 1, max = 8_192) int prompt,
            @ForAll @IntRange(min = 2, max = 2_048) int output,
            @ForAll @DoubleRange(min = 0.2, max = 10) double ttft,
            @ForAll @DoubleRange(min = 0.05, max = 0.5) double tpot) {
        SloTarget target = new SloTarget(ttft, tpot, 0);
        SloCapacity.Point point = new SloCapacity(A10, 4).atSlo(prompt, output, target);
        if (point.requestsPerSecond() == 0) {
            return;
        }
        // Recomputed here from the definitions, not from the closed form.
        double startsPerStep = point.requestsPerSecond() * point.tpotSeconds() * A_LITTLE_MORE;
        double sequences = startsPerStep * output;
        double kvTokens = sequences * (prompt + output / 2.0);
        double stepTokens = sequences + startsPerStep * prompt;
        double step = A10.stepTime().millis(sequences, startsPerStep * prompt, kvTokens, 4) / 1000;
        double ownPrompt = A10.stepTime().loraFactor(4) * A10.stepTime().perPrefillTokenMillis() * prompt / 1000;
        double steps = 0.5 + Math.ceil(prompt / (double) A10.limits().maxBatchedTokens());
        boolean broken = step > tpot
                || steps * step + ownPrompt > ttftTarget(target, prompt)
                || sequences > A10.limits().maxNumSeqs()
                || kvTokens > A10.limits().kvTokens()
                || stepTokens > A10.limits().maxBatchedTokens();
        assertThat(broken).as("%s at %s more starts", point, A_LITTLE_MORE).isTrue();
    }

    @Property
    void a_looser_slo_never_has_less_capacity(
            @ForAll @IntRange(min = 1, max = 8_192) int prompt,
            @ForAll @IntRange(min = 1, max = 2_048) int output,
            @ForAll @DoubleRange(min = 0.01, max = 10) double ttft,
            @ForAll @DoubleRange(min = 0.01, max = 0.5) double tpot,
            @ForAll @DoubleRange(min = 1, max = 3) double looser) {
        SloCapacity capacity = new SloCapacity(A10, 4);
        double tight =
                capacity.atSlo(prompt, output, new SloTarget(ttft, tpot, 0)).requestsPerSecond();
        double loose = capacity.atSlo(prompt, output, new SloTarget(ttft * looser, tpot * looser, 0))
                .requestsPerSecond();
        double none = capacity.atSlo(prompt, output, SloTarget.NONE).requestsPerSecond();
        assertThat(loose).isGreaterThanOrEqualTo(tight);
        assertThat(none).isGreaterThanOrEqualTo(loose);
    }

    private static boolean fitsTheModel(int prompt, int output) {
        return prompt + output <= A10.limits().maxModelLen();
    }

    private static boolean meets(SloTarget target, int prompt, SloCapacity.Point point) {
        double rounding = 1 + 1e-9;
        return isWithin(ttftTarget(target, prompt) * rounding, point.ttftSeconds())
                && isWithin(target.tpotSeconds() * rounding, point.tpotSeconds())
                && isWithin(target.e2eSeconds() * rounding, point.e2eSeconds());
    }

    private static boolean isWithin(double target, double seconds) {
        return target == 0 || seconds <= target;
    }

    private static double ttftTarget(SloTarget target, int prompt) {
        return SloJudge.ttftTargetSeconds(
                target, A10.stepTime().idlePrefillSeconds(prompt, A10.limits().maxBatchedTokens()));
    }
}
