package dev.berth.optimizer.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.placement.PlacementPlan;
import dev.berth.optimizer.Story;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanDifferenceTest {
    private static PlacementPlan plan(String chatOn, String... docsOn) {
        return Story.of(3)
                .adapter("chat")
                .adapter("docs")
                .placed("chat", chatOn)
                .placed("docs", docsOn)
                .inputs()
                .current();
    }

    @Test
    void equal_plans_do_not_differ() {
        PlanDifference same = PlanDifference.between(plan("pod-1", "pod-2"), plan("pod-1", "pod-2"));

        assertThat(same.none()).isTrue();
        assertThat(DifferenceText.of(same, "a", "b", 10)).containsExactly("The placements are the same.");
    }

    @Test
    void what_comes_goes_and_changes_is_told_by_pod() {
        PlanDifference difference = PlanDifference.between(plan("pod-1", "pod-2"), plan("pod-3", "pod-2", "pod-3"));

        assertThat(difference.pairs())
                .containsExactly(
                        new PlanDifference.Pair("chat", "pod-1", "hot", 1, "", 0),
                        new PlanDifference.Pair("chat", "pod-3", "", 0, "hot", 1),
                        new PlanDifference.Pair("docs", "pod-2", "hot", 1, "hot", 0.5),
                        new PlanDifference.Pair("docs", "pod-3", "", 0, "hot", 0.5));
        List<String> text = DifferenceText.of(difference, "plan 1", "plan 2", 2);
        assertThat(text)
                .containsExactly(
                        "     model  pod    plan 1  plan 2",
                        "  -  chat   pod-1  1.00    –",
                        "  +  chat   pod-3  –       1.00",
                        "  and 2 more; --output json has all",
                        "With traffic 2 come, 1 go, 1 change their share or tier.");
    }

    @Test
    void a_share_that_moves_a_little_is_within_bounds_and_a_pod_that_comes_is_not() {
        assertThat(PlanDifference.between(plan("pod-1", "pod-2"), plan("pod-1", "pod-2", "pod-3"))
                        .within(1))
                .isFalse();
        PlanDifference half = new PlanDifference(
                List.of(new PlanDifference.Pair("docs", "pod-2", "hot", 0.50, "hot", 0.55)), List.of());
        assertThat(half.within(0.1)).isTrue();
        assertThat(half.within(0.05)).isFalse();
    }
}
