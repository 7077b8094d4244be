package dev.berth.optimizer.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.optimizer.Story;
import dev.berth.optimizer.policy.OptaPlannerPolicy;
import dev.berth.optimizer.problem.PlanningTerms;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an operator is told beside the placement. A pod serves ten requests a second, each for a second. */
class AdviceTest {
    private static List<String> advice(Story story) {
        PlanMaker maker =
                new PlanMaker(new OptaPlannerPolicy(500), PlanningTerms.DEFAULTS, PublishTerms.DEFAULTS, () -> 0);
        Decision decision = maker.decide(story.inputs(), new PlanMaker.Trigger("asked", false), 1, 0);
        return ((Decision.Publish) decision).draft().notes();
    }

    /** Of rank 64, so that nothing is to be said of ranks. */
    private static Story fleet(int pods, int adapters, double rate) {
        Story story = Story.of(pods);
        for (int i = 0; i < adapters; i++) {
            story.adapter("a" + i, 64, "standard", 1, 0, 0).asked("a" + i, rate);
        }
        return story;
    }

    @Test
    void aFleetInOrderIsToldNothing() {
        assertThat(advice(fleet(2, 6, 1).slots(4, 8))).isEmpty();
    }

    @Test
    void tooFewSlotsAreToldWithHowManyWouldDo() {
        // Ten adapters, each active with 1 - e^-0.5 = 0.39 of the time: 3.9 on two pods of 2 slots.
        assertThat(advice(fleet(2, 10, 0.5).slots(2, 16)))
                .containsExactly(
                        "advice: default/sim: 2.0 adapters are expected to be active at once on a pod, it has 2 slots; "
                                + "max_loras 4 would do, or more pods");
    }

    @Test
    void idleSlotsAreToldSinceTheyCostKvCache() {
        assertThat(advice(fleet(2, 3, 0.5).slots(16, 16)))
                .containsExactly(
                        "advice: default/sim: 0.6 adapters are expected to be active at once on a pod; max_loras 4 "
                                + "instead of 16 would do and leave more KV cache");
    }

    @Test
    void aRankThatNobodyNeedsIsTold() {
        Story story = Story.of(1).adapter("a").asked("a", 4).adapter("b").asked("b", 1);

        assertThat(advice(story.slots(4, 8)))
                .containsExactly(
                        "advice: default/sim: no adapter needs a rank above 16; max_lora_rank 16 instead of 64 "
                                + "would make every slot smaller");
    }

    @Test
    void aFewAdaptersOfHighRankMayHavePodsOfTheirOwn() {
        Story story = Story.of(4).slots(4, 8);
        for (int i = 0; i < 6; i++) {
            story.adapter("a" + i, 16, "standard", 1, 0, 0).asked("a" + i, 3);
        }
        story.adapter("big", 64, "standard", 1, 0, 0).asked("big", 2);

        assertThat(advice(story))
                .contains(
                        "advice: default/sim: the 1 adapters of rank 64 are 10 % of the load; 2 pods of their own would "
                                + "let the others run with max_lora_rank 32");
    }

    @Test
    void hostMemoryTooSmallForAllIsTold() {
        assertThat(advice(fleet(2, 6, 1).slots(4, 4)))
                .containsExactly(
                        "advice: default/sim: host memory holds 4 of 6 adapters; with max_cpu_loras 6 every pod "
                                + "could serve each of them",
                        "advice: 6 adapters with demand have copies in one zone only, and would be gone with it until "
                                + "loaded anew");
    }

    @Test
    void aZoneWhoseLossTheOthersCouldNotCarryIsTold() {
        assertThat(advice(fleet(2, 6, 2.5)))
                .containsExactly(
                        "advice: llama: if the largest zone is lost, 1.50 pods of load meet 1 pods; 1 more in the "
                                + "other zones would carry them");
    }
}
