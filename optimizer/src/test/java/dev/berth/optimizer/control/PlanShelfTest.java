package dev.berth.optimizer.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.domain.Version;
import dev.berth.domain.placement.PlacementPlan;
import dev.berth.optimizer.Story;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanShelfTest {
    private static PlacementPlan plan(long epoch, long counter) {
        Story story = Story.of(1).adapter("a").placed("a", "pod-1");
        return story.inputs().current().withVersion(new Version(epoch, counter));
    }

    private final PlanShelf shelf =
            PlanShelf.of(plan(9, 7), List.of(plan(9, 7), plan(9, 6), plan(4, 5), plan(4, 5)), plan(9, 8));

    @Test
    void plans_are_found_by_number_and_in_full() {
        assertThat(shelf.plans()).hasSize(3);
        assertThat(shelf.newest().version()).isEqualTo(new Version(9, 7));
        assertThat(shelf.find("5").version()).isEqualTo(new Version(4, 5));
        assertThat(shelf.find("9:6").version()).isEqualTo(new Version(9, 6));
        assertThat(shelf.find("8")).isEqualTo(shelf.proposed().orElseThrow());
        assertThat(shelf.findProposed("8")).isEqualTo(shelf.find("8"));
    }

    @Test
    void what_is_not_there_is_told_with_what_is() {
        assertThatThrownBy(() -> shelf.find("12")).hasMessage("there is no plan 12; there are plans 5, 6, 7, 8");
        assertThatThrownBy(() -> shelf.findPublished("8")).hasMessage("there is no plan 8; there are plans 5, 6, 7");
        assertThatThrownBy(() -> shelf.find("last"))
                .hasMessageContaining("a plan is a number")
                .hasMessageContaining("'last'");
        assertThatThrownBy(() -> shelf.findProposed("6"))
                .hasMessageStartingWith("plan 6 does not wait for an approval; plan 8 does");
        PlanShelf empty = PlanShelf.of(null, List.of(), null);
        assertThatThrownBy(() -> empty.find("1")).hasMessage("there is no plan 1; none has been published yet");
        assertThatThrownBy(empty::newest).hasMessage("no plan has been published yet");
        assertThatThrownBy(() -> empty.findProposed("1")).hasMessageStartingWith("no plan waits for an approval");
    }

    @Test
    void a_number_that_two_plans_bear_must_be_told_in_full() {
        PlanShelf twice = PlanShelf.of(plan(9, 1), List.of(plan(4, 1)), null);

        assertThatThrownBy(() -> twice.find("1")).hasMessage("there are several plans 1; say which in full: 9:1, 4:1");
        assertThat(twice.find("4:1").version()).isEqualTo(new Version(4, 1));
    }

    @Test
    void a_proposal_that_was_overtaken_waits_for_nobody() {
        assertThat(PlanShelf.of(plan(9, 8), List.of(), plan(9, 8)).proposed()).isEmpty();
    }
}
