package dev.berth.streaming.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.domain.engine.StepTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class StepTimeFitTest {
    private static final long HOUR = 3_600_000;
    private static final StepTime ENGINE = new StepTime(20, 0.3, 0.15, 0, 0.2, 0.01);

    private static List<StepReading> readings(StepTime engine, int count, double noise) {
        Random random = new Random(7);
        List<StepReading> readings = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            readings.add(EngineStory.reading(engine, random, i, noise));
        }
        return readings;
    }

    private static double worst(StepTimeFit.Result fit, StepTime engine) {
        double worst = 0;
        for (StepReading reading : readings(engine, 200, 0)) {
            worst = Math.max(worst, Math.abs(StepTimeFit.predict(fit.stepTime(), reading) / reading.stepMillis() - 1));
        }
        return worst;
    }

    @Test
    void withoutNoiseTheEngineIsFoundWhateverWasDeclared() {
        StepTime declared = new StepTime(60, 0.1, 0.5, 0.001, 0.05, 0);
        StepTimeFit.Result fit = StepTimeFit.around(declared).fit(readings(ENGINE, 300, 0), HOUR);
        assertThat(worst(fit, ENGINE)).isLessThan(0.02);
        assertThat(fit.relativeError()).isLessThan(0.02);
        assertThat(worst(StepTimeFit.ofUnknownEngine().fit(readings(ENGINE, 300, 0), HOUR), ENGINE))
                .isLessThan(0.02);
    }

    @Test
    void aFifthOfNonsenseDoesNotMoveIt() {
        List<StepReading> readings = readings(ENGINE, 400, 0.05);
        for (int i = 0; i < readings.size(); i += 5) {
            StepReading r = readings.get(i);
            readings.set(
                    i,
                    new StepReading(
                            r.atMillis(),
                            8 * r.stepMillis(),
                            r.sequences(),
                            r.prefillTokens(),
                            r.kvTokens(),
                            r.adapters(),
                            r.weight()));
        }
        StepTimeFit.Result fit = StepTimeFit.around(ENGINE).fit(readings, HOUR);
        assertThat(worst(fit, ENGINE)).isLessThan(0.08);
        assertThat(fit.noise()).isBetween(0.03, 0.15);
    }

    @Test
    void whatTrafficDoesNotShowIsTheDeclaredEngineCorrected() {
        StepTime slower = new StepTime(40, 0.6, 0.3, 0, 0.2, 0.01);
        List<StepReading> light = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            light.add(new StepReading(i * 1_000L, slower.millis(2, 0, 1_000, 1), 2, 0, 1_000, 1, 1));
        }
        StepTimeFit.Result fit = StepTimeFit.around(ENGINE).fit(light, HOUR);
        assertThat(fit.scale()).isCloseTo(2, within(0.01));
        assertThat(fit.stepTime().perPrefillTokenMillis()).isCloseTo(0.3, within(0.02));
        assertThat(fit.stepTime().loraFixed()).isCloseTo(0.2, within(0.05));
        assertThat(fit.errorAt(2, 0, 1_000, 1)).as("seen").isLessThan(0.02);
        assertThat(fit.errorAt(2, 2_000, 1_000, 1)).as("never seen").isGreaterThan(0.1);
    }

    @Test
    void errorBarsHoldTheTruthAndShrinkWithReadings() {
        StepTimeFit.Result few = StepTimeFit.around(ENGINE).fit(readings(ENGINE, 40, 0.05), HOUR);
        StepTimeFit.Result many = StepTimeFit.around(ENGINE).fit(readings(ENGINE, 1_000, 0.05), HOUR);
        assertThat(many.errorAt(16, 0, 12_800, 4)).isLessThan(0.6 * few.errorAt(16, 0, 12_800, 4));
        assertThat(Math.abs(many.stepTime().baseMillis() - 20))
                .isLessThan(3 * many.deviations().get(0));
        assertThat(Math.abs(many.stepTime().perPrefillTokenMillis() - 0.15))
                .isLessThan(3 * many.deviations().get(2));
    }

    @Test
    void oldReadingsCountLess() {
        List<StepReading> readings = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            double millis = i < 50 ? 30 : 60;
            readings.add(new StepReading(i < 50 ? 0 : 10 * HOUR, millis, 4, 0, 0, 0, 1));
        }
        StepTimeFit.Result fit = StepTimeFit.around(ENGINE).fit(readings, HOUR);
        assertThat(StepTimeFit.predict(fit.stepTime(), readings.get(99))).isCloseTo(60, within(6.0));
    }

    @Property(tries = 60)
    void coefficientsAreNeverNegativeAndErrorsAreToldOf(
            @ForAll @DoubleRange(min = 4, max = 80) double base,
            @ForAll @DoubleRange(min = 0, max = 1) double perSequence,
            @ForAll @DoubleRange(min = 0, max = 0.5) double perPrefill,
            @ForAll @DoubleRange(min = 0, max = 1.2) double lora) {
        StepTime engine = new StepTime(base, perSequence, perPrefill, 0, lora, 0);
        StepTimeFit.Result fit = StepTimeFit.around(ENGINE).fit(readings(engine, 120, 0.1), HOUR);
        StepTime t = fit.stepTime();
        assertThat(List.of(
                        t.baseMillis(),
                        t.perSequenceMillis(),
                        t.perPrefillTokenMillis(),
                        t.perKvTokenMillis(),
                        t.loraFixed(),
                        t.loraPerAdapter()))
                .allMatch(value -> value >= 0 && Double.isFinite(value));
        assertThat(fit.deviations()).allMatch(Double::isFinite);
        assertThat(worst(fit, engine))
                .as("the worst batch is off by a few of what the fit tells of itself")
                .isLessThan(0.02 + 5 * fit.relativeError());
    }
}
