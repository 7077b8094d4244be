package dev.berth.simulator.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.domain.engine.EngineLimits;
import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.engine.StepTime;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The scheduling of vLLM's V0: whole prompts first, in steps of their own. */
class PrefillFirstTest {
    @Test
    void decodesStandStillWhilePromptsComeIn() {
        EngineStory story = story(64, 1000, 1000, 8).submit(1, 100, 5, Engine.BASE);
        assertThat(story.step()).as("10 + 100 tokens").isEqualTo(20);

        story.submit(2, 50, 2, Engine.BASE);

        assertThat(story.step()).as("10 + 50 tokens, no decode").isEqualTo(15);
        assertThat(story.last().decodes()).isZero();
        assertThat(story.step()).as("10 + 2 sequences").isEqualTo(12);
        assertThat(story.gaps()).as("request 1 waited for the prompt").containsExactly(15.0 + 12, 12.0);
    }

    @Test
    void aStepTakesWholePromptsUpToItsTokens() {
        EngineStory story = story(64, 200, 1000, 8)
                .submit(1, 120, 1, Engine.BASE)
                .submit(2, 60, 1, Engine.BASE)
                .submit(3, 60, 1, Engine.BASE)
                .submit(4, 20, 1, Engine.BASE);

        assertThat(story.step()).as("10 + 120 + 60 tokens").isEqualTo(28);
        assertThat(story.step())
                .as("the third did not fit; the fourth did not overtake it")
                .isEqualTo(18);
        assertThat(story.endOrder()).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void aStepTakesNoMoreThanMaxNumSeqsWithThoseThatRun() {
        EngineStory story = story(2, 1000, 1000, 8).submit(1, 10, 3, Engine.BASE);
        story.step();

        story.submit(2, 10, 2, Engine.BASE).submit(3, 10, 1, Engine.BASE);
        story.step();

        assertThat(story.engine.running()).isEqualTo(2);
        assertThat(story.engine.waiting()).isEqualTo(1);
    }

    @Test
    void anAdapterWithoutASlotBesideAllRunningOnesIsSetAsideAndKeepsItsPlace() {
        EngineStory story = story(64, 1000, 1000, 2);
        int a = story.adapter("a");
        int b = story.adapter("b");
        int c = story.adapter("c");
        int d = story.adapter("d");
        story.submit(1, 10, 4, a).submit(2, 10, 9, b);
        story.step();

        story.submit(3, 10, 2, c).submit(4, 10, 2, d).submit(5, 10, 2, b).submit(6, 10, 2, Engine.BASE);
        story.step();

        assertThat(story.last().prefillTokens()).as("only 5 and 6 overtake").isEqualTo(20);
        story.runUntilIdle();
        assertThat(story.endOrder())
                .as("c goes when a has ended, d when c has")
                .containsExactly(5L, 6L, 1L, 3L, 4L, 2L);
    }

    @Test
    void anAdmissionLeavesOnePercentOfTheBlocksFree() {
        EngineStory tight = story(64, 3168, 200, 8).submit(1, 99 * 16 + 1, 2, Engine.BASE);
        tight.submit(2, 98 * 16 + 1, 2, Engine.BASE).step();
        assertThat(tight.engine.running()).as("199 blocks of 200 leave one").isEqualTo(1);

        EngineStory enough = story(64, 3168, 200, 8).submit(1, 99 * 16 + 1, 2, Engine.BASE);
        enough.submit(2, 98 * 16, 2, Engine.BASE).step();
        assertThat(enough.engine.running()).isEqualTo(2);
    }

    @Test
    void aRequestThatTheWatermarkForbidsForeverIsRefused() {
        EngineStory story = story(64, 3200, 200, 8);

        assertThat(story.engine.longestRequest()).isEqualTo(198 * 16);
        assertThatThrownBy(() -> story.submit(1, 3150, 19, Engine.BASE)).hasMessageContaining("at most 3168");
    }

    @Test
    void oneThatFindsNoBlocksHoldsThoseBehindItEvenIfItsAdapterHasNoSlot() {
        EngineStory story = story(64, 1000, 20, 1);
        int a = story.adapter("a");
        int b = story.adapter("b");
        story.submit(1, 10 * 16, 3, a);
        story.step();

        story.submit(2, 12 * 16, 3, b).submit(3, 16, 3, a);
        story.step();

        assertThat(story.last().decodes()).isEqualTo(1);
        assertThat(story.engine.waiting()).isEqualTo(2);
    }

    @Test
    void whoArrivedLastIsPreemptedAndComputedAnewInOneStep() {
        EngineStory story = story(64, 100, 4, 8);
        story.submit(1, 20, 20, Engine.BASE);
        story.waitUntil(1);
        story.submit(2, 20, 20, Engine.BASE);
        assertThat(story.step()).as("both prompts: 10 + 40 tokens").isEqualTo(14);

        story.step();

        assertThat(story.preempted())
                .as("no block is free, and each decode asks for one")
                .containsExactly(2L);
        story.runUntilIdle();
        assertThat(story.endOrder()).containsExactly(1L, 2L);
        assertThat(story.engine.counters().generationTokens()).isEqualTo(40);
    }

    @Test
    void withoutAPrefixCacheEqualPromptsAreComputedAgain() {
        EngineStory story = story(64, 1000, 1000, 8);
        PrefixHashes prefix = PrefixHashes.ofTokens(new int[64], 16);

        story.submit(1, 64, 1, Engine.BASE, prefix).runUntilIdle();
        story.submit(2, 64, 1, Engine.BASE, prefix).runUntilIdle();

        assertThat(story.cachedTokens(2)).isZero();
        assertThat(story.engine.counters().prefixQueries()).isZero();
        assertThat(story.now()).isEqualTo(2 * 16.4);
    }

    @Test
    void theHostTakesTimeForWhatRunsForWhatItPassesOverAndForWhatComes() {
        EngineSpec base = TestEngines.prefillFirst(8, 1000, 1000, 1);
        EngineSpec spec = new EngineSpec(
                "test",
                "none",
                "base",
                1,
                new StepTime(10, 1, 0.1, 0, 0, 0, 2, 0.5, 0.25, 3, 20),
                base.limits(),
                base.loadTimes(),
                4,
                0,
                List.of());
        EngineStory story = new EngineStory(spec);
        int b = story.adapter("b");
        int a = story.adapter("a");

        story.submit(1, 10, 9, a).submit(2, 10, 9, a).submit(3, 10, 9, b);

        assertThat(story.step())
                .as("10 + 20 tokens; 2 + 2 x 0.5 + 0.25 for b, which has no slot; 3 arrivals and 2 new adapters")
                .isEqualTo(12 + 3.25 + 3 * 3 + 2 * 20);
        assertThat(story.step()).as("10 + 2 sequences; b waits").isEqualTo(12 + 3.25);

        story.submit(4, 10, 9, a);
        assertThat(story.step())
                .as("11; 3 run, b waits; one came of a known adapter")
                .isEqualTo(11 + 3.75 + 3);
    }

    @Test
    void aDeclaredAdapterIsReadWhenItsFirstRequestIsServed() {
        EngineStory story = story(64, 1000, 1000, 8);
        int adapter = story.engine.declareAdapter("a", 16);

        assertThat(story.step()).as("nothing to do").isZero();
        story.submit(1, 100, 2, adapter).step();

        assertThat(story.stallOfLastStep()).isEqualTo(100 + 5);
    }

    @Test
    void aStepTooSmallForAWholePromptIsRefusedAsVllmDoes() {
        assertThatThrownBy(() -> new EngineLimits(64, 2048, 160_000, 16, 4096, 8, 16, 32, true, true))
                .hasMessage("without chunked prefill, max_num_batched_tokens (2048) must be >= max_model_len (4096)"
                        + " and max_num_seqs (64)");
    }

    private static EngineStory story(int maxNumSeqs, int maxModelLen, int kvBlocks, int maxLoras) {
        return new EngineStory(TestEngines.prefillFirst(maxNumSeqs, maxModelLen, kvBlocks, maxLoras));
    }
}
