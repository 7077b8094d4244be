package dev.berth.simulator.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KvCacheTest {
    /** 64 tokens, four blocks, that begin every prompt here. */
    private static final PrefixHashes SHARED = tokens(64, 1);

    @Test
    void aPromptSeenBeforeIsNotComputedAgain() {
        EngineStory story = new EngineStory(TestEngines.roomy());
        story.submit(1, 70, 1, Engine.BASE, SHARED).runUntilIdle();

        story.submit(2, 70, 1, Engine.BASE, SHARED);

        assertThat(story.step()).as("10 + the 6 tokens after the shared 64").isEqualTo(10.6);
        assertThat(story.cachedTokens(2)).isEqualTo(64);
        assertThat(story.engine.counters().prefixQueries()).isEqualTo(140);
        assertThat(story.engine.counters().prefixHits()).isEqualTo(64);
    }

    @Test
    void aPromptWhoseBlocksAreAllCachedStillComputesItsLastBlock() {
        EngineStory story = new EngineStory(TestEngines.roomy());
        story.submit(1, 64, 1, Engine.BASE, SHARED).runUntilIdle();

        story.submit(2, 64, 1, Engine.BASE, SHARED).runUntilIdle();

        assertThat(story.cachedTokens(2)).isEqualTo(48);
    }

    @Test
    void adaptersDoNotSharePrefixes() {
        EngineStory story = new EngineStory(TestEngines.roomy());
        int a = story.adapter("a");
        int b = story.adapter("b");
        story.submit(1, 70, 1, a, SHARED).runUntilIdle();

        story.submit(2, 70, 1, b, SHARED).submit(3, 70, 1, Engine.BASE, SHARED).submit(4, 70, 1, a, SHARED);
        story.runUntilIdle();

        assertThat(story.cachedTokens(2)).isZero();
        assertThat(story.cachedTokens(3)).isZero();
        assertThat(story.cachedTokens(4)).isEqualTo(64);
    }

    @Test
    void anAdapterReloadedUnderItsNameFindsItsOldPrefixes() {
        EngineStory story = new EngineStory(TestEngines.roomy());
        int a = story.adapter("a");
        story.submit(1, 70, 1, a, SHARED).runUntilIdle();
        story.engine.unregister(a);

        int again = story.adapter("a");
        story.submit(2, 70, 1, again, SHARED).runUntilIdle();

        assertThat(story.cachedTokens(2))
                .as("the cache is keyed by name: stale KV if the weights changed")
                .isEqualTo(64);
    }

    @Test
    void requestsInFlightShareBlocks() {
        EngineStory story = new EngineStory(TestEngines.withKvBlocks(16));
        story.submit(1, 70, 20, Engine.BASE, SHARED);
        story.step();

        story.submit(2, 70, 20, Engine.BASE, SHARED);
        story.step();

        assertThat(story.engine.kvUsage()).as("4 shared + 1 each, of 16").isEqualTo(6 / 16.0);
    }

    @Test
    void theLeastRecentlyReleasedContentIsForgottenFirstAndPromptsFromTheirEnds() {
        EngineStory story = new EngineStory(TestEngines.withKvBlocks(8));
        PrefixHashes other = tokens(64, 2);
        story.submit(1, 65, 1, Engine.BASE, SHARED).runUntilIdle();

        story.submit(2, 64, 1, Engine.BASE, other).runUntilIdle();
        assertThat(story.engine.blocks().freeCount()).isEqualTo(8);
        story.submit(3, 65, 1, Engine.BASE, SHARED).runUntilIdle();

        assertThat(story.cachedTokens(3))
                .as("3 blocks were never used; the 4th came from the end of the first prompt, after its unfull block")
                .isEqualTo(64);
        story.submit(4, 96, 1, Engine.BASE).runUntilIdle();
        story.submit(5, 65, 1, Engine.BASE, SHARED).runUntilIdle();
        assertThat(story.cachedTokens(5))
                .as("6 of 8 blocks were needed, SHARED was released last")
                .isEqualTo(32);
    }

    @Test
    void whenBlocksRunOutTheYoungestIsPreemptedAndComputedAgain() {
        EngineStory story = new EngineStory(TestEngines.withKvBlocks(4));
        story.submit(1, 16, 33, Engine.BASE).submit(2, 16, 33, Engine.BASE);

        story.runUntilIdle();

        assertThat(story.preempted())
                .as("48 tokens each are 3 blocks each, of 4")
                .containsExactly(2L);
        assertThat(story.endOrder()).containsExactly(1L, 2L);
        assertThat(story.engine.counters().preemptions()).isEqualTo(1);
        assertThat(story.engine.counters().generationTokens())
                .as("no token twice")
                .isEqualTo(66);
        assertThat(story.engine.kvUsage()).isZero();
    }

    @Test
    void aPreemptedRequestRecomputesItsPromptAndItsOwnTokens() {
        EngineStory story = new EngineStory(TestEngines.withKvBlocks(4));
        story.submit(1, 16, 33, Engine.BASE).submit(2, 16, 33, Engine.BASE);
        while (story.preempted().isEmpty()) {
            story.step();
        }
        assertThat(story.last().decodes()).as("the older one goes on alone").isEqualTo(1);
        while (story.endOrder().isEmpty()) {
            story.step();
        }

        assertThat(story.step()).as("10 + 16 prompt tokens and 17 of its own").isEqualTo(10 + 3.3);
    }

    @Test
    void aRequestThatFindsNoBlocksHoldsTheQueueBehindIt() {
        EngineStory story = new EngineStory(TestEngines.withKvBlocks(8));
        story.submit(1, 80, 4, Engine.BASE);
        story.step();

        story.submit(2, 64, 1, Engine.BASE).submit(3, 16, 1, Engine.BASE);
        story.step();

        assertThat(story.engine.waiting())
                .as("6 blocks are held, 2 needs 4, 3 is behind it")
                .isEqualTo(2);
        story.runUntilIdle();
        assertThat(story.endOrder()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void whoeverHeldTheQueueLetsItGoOnWhenItIsAborted() {
        EngineStory story = new EngineStory(TestEngines.withKvBlocks(8));
        story.submit(1, 80, 10, Engine.BASE);
        story.step();
        story.submit(2, 64, 1, Engine.BASE).submit(3, 16, 1, Engine.BASE);
        story.step();

        story.engine.abort(2);
        story.step();

        assertThat(story.endOrder()).as("while 1 still runs").containsExactly(3L);
    }

    @Test
    void sleepForgetsPrefixes() {
        EngineStory story = new EngineStory(TestEngines.roomy());
        story.submit(1, 70, 1, Engine.BASE, SHARED).runUntilIdle();

        story.engine.forgetPrefixes();
        story.submit(2, 70, 1, Engine.BASE, SHARED).runUntilIdle();

        assertThat(story.cachedTokens(2)).isZero();
    }

    private static PrefixHashes tokens(int count, int first) {
        int[] tokens = new int[count];
        for (int i = 0; i < count; i++) {
            tokens[i] = first + i;
        }
        return PrefixHashes.ofTokens(tokens, 16);
    }
}
