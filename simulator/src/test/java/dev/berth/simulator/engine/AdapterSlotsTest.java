package dev.berth.simulator.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class AdapterSlotsTest {
    @Test
    void theNinthAdapterWaitsWhileOthersOvertakeIt() {
        EngineStory story = new EngineStory(TestEngines.withLoras(8, 16));
        int[] adapters = new int[9];
        for (int i = 0; i < 9; i++) {
            adapters[i] = story.adapter("adapter-" + i);
        }
        for (int i = 0; i < 8; i++) {
            story.submit(i, 10, i == 0 ? 5 : 9, adapters[i]);
        }
        story.step();

        story.submit(8, 10, 1, adapters[8]).submit(9, 10, 1, adapters[3]).submit(10, 10, 1, Engine.BASE);
        story.step();

        assertThat(story.endOrder()).as("those behind it are done").containsExactly(9L, 10L);
        assertThat(story.engine.waiting()).isEqualTo(1);
        assertThat(story.engine.activeAdapters())
                .as("a waiting one is active, too")
                .contains("adapter-8");
        story.runUntilIdle();
        assertThat(story.endOrder().subList(2, 4))
                .as("adapter 0 drains, then it is served")
                .containsExactly(0L, 8L);
    }

    @Test
    void aPreloadTakesTheTimeOfTheDiskAndTheSlot() {
        EngineStory story = new EngineStory(TestEngines.roomy());

        story.adapter("small", 16);
        assertThat(story.now()).isEqualTo(100 + 5);
        story.adapter("large", 32);
        assertThat(story.now()).isEqualTo(105 + 200 + 5);
    }

    @Test
    void aPreloadStallsTheRequestsThatRun() {
        EngineStory story = new EngineStory(TestEngines.roomy()).submit(1, 10, 3, Engine.BASE);
        story.step();

        story.engine.registerAdapter("a", 16);
        story.runUntilIdle();

        assertThat(story.gaps()).containsExactly(105.0 + 11, 11.0);
        assertThat(story.engine.counters().stallNanos()).isEqualTo(105_000_000);
    }

    @Test
    void anAdapterThatLostItsSlotIsCopiedAgainFromHostMemory() {
        EngineStory story = new EngineStory(TestEngines.withLoras(1, 4));
        int a = story.adapter("a");
        story.adapter("b");
        assertThat(story.engine.inSlot(a)).isFalse();
        assertThat(story.engine.inHostMemory(a)).isTrue();

        story.submit(1, 10, 2, a);

        assertThat(story.step()).as("5 + 11 x 1.2").isEqualTo(5 + 11 * 1.2);
        assertThat(story.stallOfLastStep()).isEqualTo(5);
        assertThat(story.step()).as("it is there now").isEqualTo(11 * 1.2);
    }

    @Test
    void anAdapterThatLeftHostMemoryIsReadAgainButFromThePageCache() {
        EngineStory story = new EngineStory(TestEngines.withLoras(1, 2));
        int a = story.adapter("a");
        int b = story.adapter("b");
        story.adapter("c");
        assertThat(story.engine.inHostMemory(a))
                .as("the least recently used of three")
                .isFalse();
        assertThat(story.engine.inHostMemory(b)).isTrue();

        story.submit(1, 10, 1, a);

        assertThat(story.step()).as("20 + 5 + 11 x 1.2").isEqualTo(25 + 11 * 1.2);
        assertThat(story.engine.inHostMemory(b)).isFalse();
    }

    @Test
    void useKeepsAnAdapterInHostMemory() {
        EngineStory story = new EngineStory(TestEngines.withLoras(1, 2));
        int a = story.adapter("a");
        int b = story.adapter("b");
        story.submit(1, 10, 1, a).runUntilIdle();

        story.adapter("c");

        assertThat(story.engine.inHostMemory(a)).isTrue();
        assertThat(story.engine.inHostMemory(b)).isFalse();
    }

    @Test
    void anAdapterMayEvictOneThatTheSameBatchNeedsNext() {
        EngineStory story = new EngineStory(TestEngines.withLoras(2, 2));
        int a = story.adapter("a");
        int b = story.adapter("b");
        int c = story.adapter("c");
        assertThat(story.engine.inHostMemory(a)).isFalse();

        story.submit(1, 10, 2, a).submit(2, 10, 2, b);
        story.step();

        assertThat(story.stallOfLastStep())
                .as("a from the page cache evicts b, the oldest; b's turn comes then, and evicts c")
                .isEqualTo(25 + 25);
        assertThat(story.engine.inSlot(a) && story.engine.inSlot(b)).isTrue();
        assertThat(story.engine.inHostMemory(c)).isFalse();
        story.step();
        assertThat(story.stallOfLastStep()).as("now both are there").isZero();
    }

    @Test
    void aNewAdapterSetsOffACascadeWhenNearlyAllSlotsAreInUse() {
        EngineStory story = new EngineStory(TestEngines.withLoras(4, 8));
        int[] adapters = new int[5];
        for (int i = 0; i < 5; i++) {
            adapters[i] = story.adapter("adapter-" + i);
        }
        story.submit(1, 10, 90, adapters[1]).submit(2, 10, 90, adapters[2]).submit(3, 10, 90, adapters[3]);
        story.submit(4, 10, 2, adapters[4]);
        story.step();
        story.step();
        assertThat(story.endOrder()).containsExactly(4L);

        story.submit(0, 10, 90, adapters[0]);
        story.step();

        assertThat(story.stallOfLastStep())
                .as("0 evicts 1, which evicts 2, which evicts 3, which evicts 4: the only idle one was used last")
                .isEqualTo(4 * 5);
    }

    @Test
    void aRequestInFlightOutlivesTheUnregistrationOfItsAdapter() {
        EngineStory story = new EngineStory(TestEngines.roomy());
        int a = story.adapter("a");
        story.submit(1, 10, 3, a);
        story.step();

        story.engine.unregister(a);

        assertThat(story.engine.hostAdapters()).as("still needed").isEqualTo(1);
        story.runUntilIdle();
        assertThat(story.endOrder()).containsExactly(1L);
        assertThat(story.engine.hostAdapters()).isZero();
        assertThatThrownBy(() -> story.submit(2, 10, 3, a)).hasMessageContaining("no adapter");
    }

    @Test
    void aZombieStaysInHostMemoryUntilItAgesOut() {
        EngineStory story = new EngineStory(TestEngines.withLoras(1, 2), true);
        int first = story.adapter("a");
        story.engine.unregister(first);

        int second = story.adapter("a");

        assertThat(second).isNotEqualTo(first);
        assertThat(story.engine.hostAdapters()).as("both copies").isEqualTo(2);
        story.adapter("b");
        assertThat(story.engine.inHostMemory(first))
                .as("the zombie is the oldest")
                .isFalse();
        assertThat(story.engine.inHostMemory(second)).isTrue();
    }

    @Test
    void replacedWeightsAreReadFromTheDiskAgain() {
        EngineStory story = new EngineStory(TestEngines.roomy());
        int a = story.adapter("a");
        double before = story.now();

        story.engine.replaceAdapter(a, 32);
        story.runUntilIdle();

        assertThat(story.now() - before).isEqualTo(205);
        assertThat(story.engine.hostAdapters()).isEqualTo(1);
    }

    @Test
    void aRankAboveTheLimitIsRefused() {
        EngineStory story = new EngineStory(TestEngines.roomy());

        assertThatThrownBy(() -> story.adapter("a", 64)).hasMessage("LoRA rank 64 is greater than max_lora_rank 32.");
        EngineStory without = new EngineStory(TestEngines.withLoras(0, 0));
        assertThatThrownBy(() -> without.adapter("a")).hasMessage("LoRA is not enabled");
    }
}
