package dev.berth.streaming.profile;

import static dev.berth.streaming.profile.EngineStory.reading;
import static dev.berth.streaming.profile.EngineStory.told;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.engine.EngineText;
import dev.berth.domain.engine.LoadTime;
import dev.berth.domain.engine.StepTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EngineLearnerTest {
    private static final StepTime ENGINE = new StepTime(20, 0.3, 0.15, 0, 0.2, 0.01);
    private static final StepTime SLOWER = new StepTime(26, 0.4, 0.2, 0, 0.2, 0.01);

    private final LearnerMemory memory = new LearnerMemory();
    private final Random random = new Random(3);
    private int second;

    private void learn(StepTime engine, int readings, String incarnation, int slots) {
        for (int i = 0; i < readings; i++) {
            EngineLearner.learn(memory, told(reading(engine, random, second++, 0.05), incarnation, slots));
        }
    }

    private double base() {
        return EngineLearner.fit(memory, ENGINE).stepTime().millis(8, 0, 6_400, 3);
    }

    @Test
    void aSteadyEngineNeverDrifts() {
        for (int hour = 0; hour < 20; hour++) {
            learn(ENGINE, 500, "1", 8);
            assertThat(base()).isCloseTo(ENGINE.millis(8, 0, 6_400, 3), within(0.8));
        }
        assertThat(memory.drifts).isZero();
        assertThat(EngineLearner.readings(memory)).as("bounded").isLessThanOrEqualTo(54 * 32);
    }

    @Test
    void aSlowerEngineIsSeenAndWhatWasBeforeIsForgotten() {
        learn(ENGINE, 1_000, "1", 8);
        assertThat(base()).isCloseTo(ENGINE.millis(8, 0, 6_400, 3), within(0.8));
        int changed = second;
        learn(SLOWER, 400, "1", 8);
        assertThat(memory.drifts).isEqualTo(1);
        assertThat(memory.learnedSinceMillis).isBetween(EngineStory.at(changed - 20), EngineStory.at(changed + 60));
        assertThat(base()).isCloseTo(SLOWER.millis(8, 0, 6_400, 3), within(1.2));
    }

    @Test
    void anIncarnationWithOtherSlotsIsAnotherEngineAndOldPodsAreNotHeardAnyMore() {
        learn(ENGINE, 200, "1", 8);
        learn(SLOWER, 1, "2", 16);
        assertThat(EngineLearner.readings(memory)).isEqualTo(1);
        assertThat(memory.maxLora).isEqualTo(16);
        learn(ENGINE, 50, "1", 8);
        assertThat(EngineLearner.readings(memory)).isEqualTo(1);
        learn(SLOWER, 50, "2", 16);
        assertThat(EngineLearner.readings(memory)).isEqualTo(51);
    }

    @Test
    void anIncarnationOfTheSameEngineGoesOnWithWhatIsKnown() {
        learn(ENGINE, 100, "1", 8);
        int known = EngineLearner.readings(memory);
        learn(ENGINE, 1, "2", 8);
        assertThat(EngineLearner.readings(memory)).isGreaterThanOrEqualTo(known);
    }

    @Test
    void anotherGpuIsLearnedAnew() {
        EngineLearner.declared(memory, "A10");
        learn(ENGINE, 100, "1", 8);
        EngineLearner.declared(memory, "A10");
        assertThat(EngineLearner.readings(memory)).isPositive();
        EngineLearner.declared(memory, "H100");
        assertThat(EngineLearner.readings(memory)).isZero();
    }

    @Test
    void loadTimesAreMeasuredByRankAndTierAndCorrectedElsewhere() throws IOException {
        EngineSpec a10 = EngineText.read("a10", Files.readString(Path.of("../datasets/engines/a10.json")));
        for (int i = 0; i < 5; i++) {
            EngineLearner.loaded(memory, EngineStory.load("a" + i, 16, 0.5, i));
            EngineLearner.loaded(memory, EngineStory.load("a" + i, 16, 0.2, 100 + i));
        }
        List<LoadTime> times = LearnedLoadTimes.of(a10, memory.loads);
        LoadTime rank16 =
                times.stream().filter(time -> time.rank() == 16).findFirst().orElseThrow();
        assertThat(rank16.diskToHostFirstMillis()).isCloseTo(500 - 6.4, within(0.01));
        assertThat(rank16.diskToHostMillis()).isCloseTo(200 - 6.4, within(0.01));
        LoadTime rank8 = times.get(0);
        assertThat(rank8.diskToHostFirstMillis())
                .as("declared 104, loads take twice what was declared")
                .isBetween(180.0, 320.0);
        assertThat(LearnedLoadTimes.of(a10, List.of())).isEqualTo(a10.loadTimes());
    }

    @Test
    void bytesOfAPromptTokenAreTheMeanOverTokens() {
        EngineLearner.sized(memory, new PromptSize("p", 400, 100));
        EngineLearner.sized(memory, new PromptSize("p", 1_000, 300));
        EngineLearner.sized(memory, new PromptSize("p", 50, 0));
        assertThat(memory.bodyBytes / memory.promptTokens).isEqualTo(3.5);
    }
}
