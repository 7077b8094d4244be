package dev.berth.simulator.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class StepTimeInEngineTest {
    @Test
    void oneRequestPrefillsInOneStepAndDecodesATokenAStep() {
        EngineStory story = new EngineStory(TestEngines.roomy()).submit(1, 100, 3, Engine.BASE);

        story.runUntilIdle();

        assertThat(story.firstTokenAt(1)).isEqualTo(10 + 100 * 0.1);
        assertThat(story.endOf(1)).isEqualTo(20 + 11 + 11);
        assertThat(story.gaps()).containsExactly(11.0, 11.0);
    }

    @Test
    void requestsThatCameTogetherShareTheirSteps() {
        EngineStory story = new EngineStory(TestEngines.roomy())
                .submit(1, 100, 2, Engine.BASE)
                .submit(2, 50, 2, Engine.BASE);

        assertThat(story.step()).as("10 + 150 prompt tokens").isEqualTo(25);
        assertThat(story.step()).as("10 + 2 sequences").isEqualTo(12);
        assertThat(story.step()).as("nothing left").isZero();
    }

    @Test
    void aLongPromptIsPrefilledInChunks() {
        EngineStory story = new EngineStory(TestEngines.withBatchedTokens(64)).submit(1, 100, 1, Engine.BASE);

        assertThat(story.step()).as("10 + 64 tokens").isEqualTo(16.4);
        assertThat(story.last().size()).as("no token before the last chunk").isZero();
        assertThat(story.step()).as("10 + 36 tokens").isEqualTo(13.6);
        assertThat(story.firstTokenAt(1)).isEqualTo(30);
    }

    @Test
    void decodesGoFirstAndAPromptGetsWhatIsLeftOfTheStep() {
        EngineStory story = new EngineStory(TestEngines.withBatchedTokens(64)).submit(1, 10, 50, Engine.BASE);
        story.step();

        story.submit(2, 100, 1, Engine.BASE);

        assertThat(story.step()).as("10 + 1 sequence + 63 prompt tokens").isEqualTo(10 + 1 + 6.3);
        assertThat(story.last().decodes()).isEqualTo(1);
        assertThat(story.last().prefillTokens()).isEqualTo(63);
        assertThat(story.step()).as("10 + 1 sequence + 37 prompt tokens").isEqualTo(10 + 1 + 3.7);
    }

    @Test
    void eachDistinctAdapterInTheBatchMakesTheStepLonger() {
        EngineStory story = new EngineStory(TestEngines.roomy());
        int a = story.adapter("a");
        int b = story.adapter("b");
        story.submit(1, 10, 3, a).submit(2, 10, 3, a).submit(3, 10, 2, b).submit(4, 10, 2, Engine.BASE);

        assertThat(story.step()).as("(10 + 40 tokens) x 1.3").isEqualTo(18.2);
        assertThat(story.step()).as("(10 + 4 sequences) x 1.3").isEqualTo(18.2);
        assertThat(story.step()).as("(10 + 2 sequences) x 1.2").isEqualTo(14.4);
    }

    @Test
    void baseRequestsPayNothingForAdaptersThatAreOnlyResident() {
        EngineStory story = new EngineStory(TestEngines.roomy());
        story.adapter("a");

        story.submit(1, 10, 1, Engine.BASE);

        assertThat(story.step()).isEqualTo(11);
    }

    @Test
    void theBatchHoldsNoMoreThanMaxNumSeqs() {
        EngineStory story = new EngineStory(TestEngines.withSequences(2))
                .submit(1, 10, 2, Engine.BASE)
                .submit(2, 10, 2, Engine.BASE)
                .submit(3, 10, 2, Engine.BASE);

        story.step();

        assertThat(story.engine.running()).isEqualTo(2);
        assertThat(story.engine.waiting()).isEqualTo(1);
        story.runUntilIdle();
        assertThat(story.endOrder()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void anIdleEngineTakesNoTime() {
        EngineStory story = new EngineStory(TestEngines.roomy());

        assertThat(story.step()).isZero();
        assertThat(story.last().idle()).isTrue();
    }

    @Test
    void anAbortedRequestLeavesItsPlaceAndBlocks() {
        EngineStory story = new EngineStory(TestEngines.roomy()).submit(1, 100, 50, Engine.BASE);
        story.step();

        assertThat(story.engine.abort(1)).isTrue();

        assertThat(story.engine.abort(1)).as("it ended once").isFalse();
        assertThat(story.engine.running()).isZero();
        assertThat(story.engine.kvUsage()).isZero();
        assertThat(story.step()).isZero();
    }

    @Test
    void aRequestThatNeverFitsIsRefused() {
        EngineStory story = new EngineStory(TestEngines.withKvBlocks(4));

        assertThat(story.engine.longestRequest()).isEqualTo(64);
        assertThatThrownBy(() -> story.submit(1, 60, 5, Engine.BASE)).hasMessageContaining("at most 64");
        assertThatThrownBy(() -> story.submit(1, 10, 5, 7)).hasMessageContaining("no adapter 7");
    }

    @Test
    void theSameCallsGiveTheSameResults() {
        assertThat(storyOfManyRequests()).isEqualTo(storyOfManyRequests());
    }

    private static String storyOfManyRequests() {
        EngineStory story = new EngineStory(TestEngines.withKvBlocks(40));
        int a = story.adapter("a");
        for (int i = 0; i < 50; i++) {
            story.submit(i, 20 + 7 * (i % 13), 1 + 11 * (i % 7), i % 3 == 0 ? a : Engine.BASE);
        }
        story.runUntilIdle();
        return story.endOrder() + " " + story.now() + " " + story.engine.counters();
    }
}
