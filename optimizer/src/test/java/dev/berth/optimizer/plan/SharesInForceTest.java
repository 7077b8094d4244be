package dev.berth.optimizer.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.optimizer.Story;
import dev.berth.optimizer.problem.PlanInputs;
import dev.berth.optimizer.problem.PlanningTerms;
import dev.berth.optimizer.problem.ProblemReader;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SharesInForceTest {
    private static boolean fit(Story story, PlanningTerms terms, Map<String, Double> unserved) {
        PlanInputs in = story.inputs();
        return new SharesInForce(
                        ProblemReader.read(in, terms, PublishTerms.DEFAULTS.staleMillis()), in.current(), unserved)
                .fit();
    }

    private static Story chat(double rate) {
        return Story.of(2).adapter("chat").asked("chat", rate).placed("chat", "pod-1", "pod-2");
    }

    @Test
    void demand_that_grew_beyond_a_pod_does_not_fit() {
        assertThat(fit(chat(19.9), PlanningTerms.DEFAULTS, Map.of())).isTrue();
        assertThat(fit(chat(20.1), PlanningTerms.DEFAULTS, Map.of())).isFalse();
    }

    @Test
    void what_the_plan_leaves_out_takes_no_room() {
        assertThat(fit(chat(30), PlanningTerms.DEFAULTS, Map.of("chat", 0.4))).isTrue();
        assertThat(fit(chat(30), PlanningTerms.DEFAULTS, Map.of("chat", 0.3))).isFalse();
    }

    @Test
    void what_may_not_be_where_it_is_does_not_fit() {
        assertThat(fit(chat(2).failed("chat", "pod-2", Story.NOW + 1, ""), PlanningTerms.DEFAULTS, Map.of()))
                .isFalse();
        assertThat(fit(chat(2).lost("pod-2"), PlanningTerms.DEFAULTS, Map.of())).isFalse();
        assertThat(fit(chat(2).slots(0, 0), PlanningTerms.DEFAULTS, Map.of())).isFalse();
        assertThat(fit(chat(2).adapter("chat", 16, "standard", 1, 1, 0), PlanningTerms.DEFAULTS, Map.of()))
                .isFalse();
        assertThat(fit(chat(2).placed(Story.BASE, "pod-1"), PlanningTerms.DEFAULTS, Map.of()))
                .as("a base model that nobody asks for")
                .isTrue();
    }

    @Test
    void more_adapters_active_than_slots_do_not_fit() {
        Story story = Story.of(1)
                .slots(1, 4)
                .adapter("chat")
                .adapter("docs")
                .asked("chat", 1)
                .asked("docs", 1)
                .placed("chat", "pod-1")
                .placed("docs", "pod-1");

        assertThat(fit(story, PlanningTerms.DEFAULTS.with(t -> t.slots("strict")), Map.of()))
                .isFalse();
        assertThat(fit(story.slots(2, 4), PlanningTerms.DEFAULTS.with(t -> t.slots("strict")), Map.of()))
                .isTrue();
    }
}
