package dev.berth.optimizer.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.fleet.PodIncarnation;
import dev.berth.domain.placement.Assignment;
import dev.berth.domain.placement.PlacementPlan;
import dev.berth.domain.placement.PlacementPlan.Dropped;
import dev.berth.domain.placement.PlanChange;
import dev.berth.domain.placement.Tier;
import dev.berth.optimizer.Story;
import dev.berth.optimizer.problem.PlanInputs;
import dev.berth.optimizer.problem.SpareTerms;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeparturesTest {
    private static final PodIncarnation POD_1 = new PodIncarnation("pod-1", "1");
    private static final PodIncarnation POD_2 = new PodIncarnation("pod-2", "1");

    private static PlanChange unload(String model, PodIncarnation pod) {
        return new PlanChange(PlanChange.Kind.UNLOAD, model, pod, "", 0, 0, "");
    }

    private static PlanInputs remembering(long now, Dropped... dropped) {
        Story story = Story.of(2)
                .adapter("chat")
                .placed("chat", "pod-1")
                .registered("pod-1", "chat")
                .registered("pod-2", "docs", "sql");
        PlacementPlan plan = story.inputs().current();
        return story.inputs().withCurrent(plan.withDropped(List.of(dropped))).at(now);
    }

    @Test
    void what_goes_now_is_remembered_beside_what_went_before() {
        PlanInputs in = remembering(100_000, new Dropped("docs", POD_2, 50_000));

        assertThat(Departures.of(in, List.of(unload("chat", POD_1)), Map.of(), SpareTerms.DEFAULTS))
                .containsExactly(new Dropped("chat", POD_1, 100_000), new Dropped("docs", POD_2, 50_000));
    }

    @Test
    void what_was_asked_for_and_has_not_come_does_not_go() {
        assertThat(Departures.of(remembering(100_000), List.of(unload("chat", POD_2)), Map.of(), SpareTerms.DEFAULTS))
                .isEmpty();
    }

    @Test
    void what_went_long_ago_is_forgotten() {
        long away = SpareTerms.DEFAULTS.awayMillis();
        Dropped dropped = new Dropped("docs", POD_2, 50_000);

        assertThat(Departures.of(remembering(50_000 + away - 1, dropped), List.of(), Map.of(), SpareTerms.DEFAULTS))
                .containsExactly(dropped);
        assertThat(Departures.of(remembering(50_000 + away, dropped), List.of(), Map.of(), SpareTerms.DEFAULTS))
                .isEmpty();
    }

    @Test
    void what_is_back_is_forgotten_and_what_goes_again_counts_from_now() {
        PlanInputs in = remembering(100_000, new Dropped("docs", POD_2, 50_000), new Dropped("sql", POD_2, 50_000));
        Map<String, List<Assignment>> back = Map.of("docs", List.of(new Assignment(POD_2, Tier.WARM, 0)));

        assertThat(Departures.of(in, List.of(unload("sql", POD_2)), back, SpareTerms.DEFAULTS))
                .containsExactly(new Dropped("sql", POD_2, 100_000));
    }
}
