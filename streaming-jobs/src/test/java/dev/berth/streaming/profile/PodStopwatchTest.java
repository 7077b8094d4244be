package dev.berth.streaming.profile;

import static dev.berth.streaming.profile.EngineStory.finished;
import static dev.berth.streaming.profile.EngineStory.request;
import static dev.berth.streaming.profile.EngineStory.sample;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.domain.slo.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Those that ran beside a request are waited for 10 s. */
class PodStopwatchTest {
    private static final EngineTraits ENGINE = new EngineTraits("base", 2_048);

    private final PodStopwatch stopwatch = new PodStopwatch(10_000);
    private final PodMemory memory = new PodMemory();

    private List<EngineReading> readAt(double seconds, double generated) {
        stopwatch.sampled(memory, sample(seconds, generated));
        return stopwatch.read(memory, ENGINE);
    }

    private static StepReading decode(List<EngineReading> readings) {
        return readings.stream()
                .filter(reading -> reading.outputTokens() > 0)
                .findFirst()
                .orElseThrow()
                .step();
    }

    @Test
    void aLoneRequestTimesTheStepsBetweenItsTokens() {
        stopwatch.sampled(memory, sample(0, 0));
        stopwatch.finished(memory, request("base", 1, 1.2, 5.2, 100, 101));
        assertThat(readAt(15, 101)).as("too soon: others may still tell").isEmpty();
        StepReading step = decode(readAt(15.3, 101));
        assertThat(step.stepMillis()).isCloseTo(40, within(0.01));
        assertThat(step.sequences()).isEqualTo(1);
        assertThat(step.prefillTokens()).as("its own prompt is done by then").isZero();
        assertThat(step.adapters()).isZero();
        assertThat(step.kvTokens()).isCloseTo(150.5, within(0.1));
        assertThat(readAt(20, 101)).as("read once").isEmpty();
    }

    @Test
    void thoseThatDecodedBesideItAreItsBatchAndPromptsThatBeganInBetweenItsPrefill() {
        stopwatch.sampled(memory, sample(0, 0));
        stopwatch.finished(memory, request("sql", 1, 2, 6, 100, 101));
        stopwatch.finished(memory, request("sql", 2, 4, 8, 500, 101));
        stopwatch.finished(memory, request("chat", 1, 1.5, 4, 300, 60));
        stopwatch.finished(memory, request("base", 0.1, 0.2, 10, 50, 200));
        StepReading step = decode(readAt(16.1, 400));
        assertThat(step.sequences())
                .as("itself, half and half, and one throughout")
                .isCloseTo(3, within(1e-6));
        assertThat(step.prefillTokens()).isCloseTo(5, within(1e-6));
        assertThat(step.adapters()).as("sql throughout, chat for half").isCloseTo(1.5, within(1e-6));
        assertThat(step.weight()).isCloseTo(1 / 3.0, within(1e-6));
    }

    @Test
    void aPromptIsTimedApartWhenNobodyElsesIsInTheWay() {
        stopwatch.sampled(memory, sample(0, 0));
        stopwatch.finished(memory, request("sql", 1, 1.3, 2, 1_000, 20));
        stopwatch.finished(memory, request("sql", 5, 5.6, 6, 3_000, 20));
        stopwatch.finished(memory, request("sql", 8, 8.4, 9, 1_000, 20));
        stopwatch.finished(memory, request("sql", 8.2, 8.4, 9, 1_000, 20));
        List<StepReading> prompts = readAt(30, 80).stream()
                .filter(reading -> reading.outputTokens() == 0)
                .map(EngineReading::step)
                .toList();
        assertThat(prompts).hasSize(2);
        assertThat(prompts.get(0).stepMillis()).isCloseTo(300, within(0.1));
        assertThat(prompts.get(0).prefillTokens()).isEqualTo(1_000);
        assertThat(prompts.get(0).adapters()).isEqualTo(1);
        assertThat(prompts.get(1).stepMillis()).as("two chunks").isCloseTo(300, within(0.1));
        assertThat(prompts.get(1).prefillTokens()).isEqualTo(1_500);
    }

    @Test
    void whenRequestsExplainTooLittleOfWhatWasGeneratedTheCountersTellTheBatch() {
        stopwatch.sampled(memory, sample(0, 0, 0, "life-1", 8, 0));
        stopwatch.finished(memory, request("sql", 1, 2, 6, 100, 101));
        stopwatch.sampled(memory, sample(8, 800, 4_000, "life-1", 8, 0));
        StepReading step = decode(readAt(16.1, 800));
        assertThat(step.sequences()).as("800 tokens in 8 s, 100 steps in 4 s").isCloseTo(4, within(1e-6));
        assertThat(step.prefillTokens()).isCloseTo(20, within(1e-6));
    }

    @Test
    void aStretchWithAPreemptionIsLeftOut() {
        stopwatch.sampled(memory, sample(0, 0, 0, "life-1", 8, 0));
        stopwatch.finished(memory, request("sql", 1, 2, 6, 100, 101));
        stopwatch.sampled(memory, sample(8, 101, 100, "life-1", 8, 1));
        stopwatch.sampled(memory, sample(16.1, 101, 100, "life-1", 8, 1));
        assertThat(stopwatch.read(memory, ENGINE)).allMatch(reading -> reading.outputTokens() == 0);
    }

    @Test
    void aNewLifeOfThePodForgetsTheOldOneAndItsStragglers() {
        stopwatch.sampled(memory, sample(0, 5_000));
        stopwatch.finished(memory, request("sql", 1, 2, 6, 100, 101));
        stopwatch.sampled(memory, sample(7, 0, 0, "life-2", 16, 0));
        stopwatch.finished(memory, request("sql", 1, 2, 6.5, 100, 101));
        stopwatch.finished(memory, finished("sql", 8, 9, 13, 100, 101, "life-2", Outcome.COMPLETED, true));
        stopwatch.sampled(memory, sample(30, 101, 0, "life-2", 16, 0));
        List<EngineReading> readings = stopwatch.read(memory, ENGINE);
        assertThat(readings).isNotEmpty().allMatch(reading -> reading.incarnation()
                .equals("life-2"));
        assertThat(readings).allMatch(reading -> reading.maxLora() == 16);
    }

    @Test
    void whatDidNotCompleteOrWasNotStreamedIsNoStopwatchButAborteesAreInTheBatch() {
        stopwatch.sampled(memory, sample(0, 0));
        stopwatch.finished(memory, finished("sql", 1, 2, 6, 50, 101, "life-1", Outcome.CLIENT_ABORT, true));
        stopwatch.finished(memory, finished("sql", 1, 6, 6, 50, 101, "life-1", Outcome.COMPLETED, false));
        stopwatch.finished(memory, request("sql", 1, 2, 6, 50, 101));
        List<EngineReading> readings = readAt(16.1, 300);
        assertThat(readings)
                .singleElement()
                .satisfies(reading -> assertThat(reading.step().sequences()).isCloseTo(2, within(1e-6)));
    }

    @Test
    void nothingIsKeptForEver() {
        stopwatch.sampled(memory, sample(0, 0));
        for (int i = 0; i < 600; i++) {
            stopwatch.finished(memory, request("sql", i, i + 0.2, i + 0.9, 100, 20));
            stopwatch.sampled(memory, sample(i + 1, 20.0 * i));
            stopwatch.read(memory, ENGINE);
        }
        assertThat(memory.waiting).hasSizeLessThan(15);
        assertThat(memory.done).hasSizeLessThan(150);
        assertThat(memory.samples).hasSizeLessThan(160);
    }
}
