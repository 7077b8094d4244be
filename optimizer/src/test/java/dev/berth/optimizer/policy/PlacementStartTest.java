package dev.berth.optimizer.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.optimizer.Story;
import dev.berth.optimizer.problem.ModelLoad;
import dev.berth.optimizer.problem.PlacementProblem;
import dev.berth.optimizer.problem.PlanningTerms;
import dev.berth.optimizer.problem.ProblemReader;
import dev.berth.optimizer.score.Placement;
import org.junit.jupiter.api.Test;

/** A pod serves ten requests a second. */
class PlacementStartTest {
    private static PlacementProblem problem(Story story, String slots) {
        return ProblemReader.read(story.inputs(), PlanningTerms.DEFAULTS.with(t -> t.slots(slots)), 180_000);
    }

    private static double served(Placement placement, String name) {
        ModelLoad model = placement.problem().models().stream()
                .filter(m -> m.model().equals(name))
                .findFirst()
                .orElseThrow();
        return (double) placement.served(model) / model.quanta();
    }

    private static Story heavyBatchBesideLightChat(int slots) {
        return Story.of(1)
                .slots(slots, 8)
                .adapter("batch", 16, "batch", 1, 0, 0)
                .adapter("chat", 16, "interactive", 1, 0, 0)
                .asked("batch", 5)
                .asked("chat", 1)
                .placed("batch", "pod-1")
                .placed("chat", "pod-1");
    }

    @Test
    void where_slots_are_short_the_most_urgent_keeps_its_own() {
        Placement start = PlacementStart.repaired(problem(heavyBatchBesideLightChat(1), "strict"));

        assertThat(served(start, "chat")).isEqualTo(1);
        assertThat(served(start, "batch")).isZero();
    }

    @Test
    void where_capacity_is_short_the_most_urgent_keeps_all_of_it() {
        Story story = heavyBatchBesideLightChat(2).asked("batch", 12);

        Placement start = PlacementStart.repaired(problem(story, "strict"));

        assertThat(served(start, "chat")).isEqualTo(1);
        assertThat(served(start, "batch")).isBetween(0.7, 0.8);
    }

    @Test
    void where_all_fit_everything_stays() {
        Placement start = PlacementStart.repaired(problem(heavyBatchBesideLightChat(2), "strict"));

        assertThat(served(start, "chat")).isEqualTo(1);
        assertThat(served(start, "batch")).isEqualTo(1);
    }
}
