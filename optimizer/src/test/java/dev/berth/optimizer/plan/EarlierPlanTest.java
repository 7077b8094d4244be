package dev.berth.optimizer.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.placement.Assignment;
import dev.berth.domain.placement.PlacementPlan;
import dev.berth.domain.placement.PlanChange.Kind;
import dev.berth.optimizer.Story;
import dev.berth.optimizer.policy.OptaPlannerPolicy;
import dev.berth.optimizer.problem.PlanningTerms;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class EarlierPlanTest {
    private static PlacementPlan again(Story now, PlacementPlan earlier) {
        PlanMaker maker =
                new PlanMaker(new OptaPlannerPolicy(1_000), PlanningTerms.DEFAULTS, PublishTerms.DEFAULTS, () -> 0);
        return maker.again(now.inputs(), earlier, "back to plan 1");
    }

    private static Story fleet() {
        return Story.of(3).adapter("chat").adapter("docs").asked("chat", 6).asked("docs", 2);
    }

    private static PlacementPlan earlier() {
        return fleet().placed("chat", "pod-1", "pod-2")
                .placed("docs", "pod-2")
                .inputs()
                .current();
    }

    private static List<String> pods(PlacementPlan plan, String model) {
        return plan.assignments().get(model).stream().map(a -> a.pod().pod()).toList();
    }

    @Test
    void on_the_same_fleet_it_is_the_same_placement() {
        PlacementPlan plan = again(fleet().placed("chat", "pod-3").placed("docs", "pod-3"), earlier());

        assertThat(plan.assignments()).isEqualTo(earlier().assignments());
        assertThat(plan.solver().trigger()).isEqualTo("back to plan 1");
        assertThat(plan.changes())
                .filteredOn(c -> c.kind() == Kind.LOAD)
                .extracting(c -> c.model() + " on " + c.pod().pod())
                .containsExactlyInAnyOrder("chat on pod-1", "chat on pod-2", "docs on pod-2");
        assertThat(plan.before().worstPodLoad()).isEqualTo(0.8);
        assertThat(plan.after().worstPodLoad()).isEqualTo(0.5);
        assertThat(plan.unserved()).isEmpty();
    }

    @Test
    void the_share_of_a_lost_pod_goes_to_the_others_and_that_is_said() {
        PlacementPlan plan = again(fleet().lost("pod-1").placed("docs", "pod-2"), earlier());

        assertThat(plan.assignments().get("chat"))
                .singleElement()
                .extracting(Assignment::weight)
                .isEqualTo(1.0);
        assertThat(plan.solver().trigger()).isEqualTo("back to plan 1; skipped: chat on pod-1 (not ready)");
    }

    @Test
    void a_spare_copy_takes_the_traffic_of_a_lost_pod() {
        Story then = Story.of(3).adapter("chat").asked("chat", 2);
        PlanMaker maker =
                new PlanMaker(new OptaPlannerPolicy(1_000), PlanningTerms.DEFAULTS, PublishTerms.DEFAULTS, () -> 0);
        Decision first = maker.decide(then.inputs(), new PlanMaker.Trigger("told", false), 1, 0);
        PlacementPlan earlier = ((Decision.Publish) first).draft();
        String main = earlier.assignments().get("chat").stream()
                .filter(a -> a.weight() > 0)
                .findFirst()
                .orElseThrow()
                .pod()
                .pod();

        PlacementPlan plan = again(then.lost(main), earlier);

        assertThat(plan.assignments().get("chat")).hasSize(2).allMatch(a -> a.weight() == 0.5);
    }

    @Test
    void a_pod_that_the_earlier_plan_was_about_to_give_up_stays() {
        PlacementPlan givingUp = earlier()
                .withPodCounts(java.util.Map.of(Story.DEPLOYMENT, 2))
                .withSpares(List.of(new PlacementPlan.Spare("pod-3", Story.DEPLOYMENT, 0, true)));

        PlacementPlan back = again(fleet().placed("chat", "pod-3"), givingUp);

        assertThat(back.podCounts()).containsEntry(Story.DEPLOYMENT, 3);
        assertThat(back.spares()).isEmpty();
    }

    @Test
    void a_restarted_pod_takes_the_place_of_its_earlier_life() {
        Story now = fleet().restarted("pod-2", "2").placed("docs", "pod-3");

        PlacementPlan plan = again(now, earlier());

        assertThat(plan.assignments().get("docs")).extracting(Assignment::pod).containsExactly(now.podId("pod-2"));
    }

    @Test
    void what_the_earlier_plan_does_not_know_stays_where_it_is() {
        Story now =
                fleet().adapter("new").asked("new", 1).placed("chat", "pod-3").placed("new", "pod-3");

        assertThat(pods(again(now, earlier()), "new")).containsExactly("pod-3");
    }

    @Test
    void an_adapter_whose_earlier_pods_are_lost_stays_where_it_is() {
        Story now = fleet().lost("pod-2").placed("docs", "pod-3").placed("chat", "pod-3");

        PlacementPlan plan = again(now, earlier());

        assertThat(pods(plan, "docs")).containsExactly("pod-3");
        assertThat(pods(plan, "chat")).containsExactly("pod-1");
    }

    @Test
    void a_pair_that_failed_since_is_skipped_and_said() {
        Story now = fleet().placed("chat", "pod-3").placed("docs", "pod-3");
        now.failed("chat", "pod-1", Story.NOW + 60_000, "no space");

        PlacementPlan plan = again(now, earlier());

        assertThat(pods(plan, "chat")).containsExactly("pod-2");
        assertThat(plan.solver().trigger())
                .isEqualTo("back to plan 1; skipped: chat on pod-1 (loading it there failed)");
    }

    @Test
    void a_pin_that_was_set_since_holds_with_its_share_of_traffic() {
        Story now = fleet().placed("chat", "pod-3").placed("docs", "pod-3").pinned("docs", "pod-3");

        PlacementPlan plan = again(now, earlier());

        assertThat(plan.assignments().get("docs"))
                .extracting(a -> a.pod().pod(), Assignment::weight)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("pod-2", 0.5),
                        org.assertj.core.groups.Tuple.tuple("pod-3", 0.5));
    }

    @Test
    void a_pod_that_holds_fewer_adapters_than_it_did_keeps_those_with_traffic() {
        PlacementPlan then = fleet().placed("chat", "pod-1", "pod-2")
                .placed("docs", "pod-1", "pod-2")
                .inputs()
                .current();
        Story now = fleet().slots(1, 1).placed("chat", "pod-3").placed("docs", "pod-3");

        PlacementPlan plan = again(now, then);

        assertThat(pods(plan, "chat")).containsExactly("pod-2");
        assertThat(pods(plan, "docs")).containsExactly("pod-1");
        assertThat(plan.solver().trigger())
                .isEqualTo("back to plan 1; skipped: chat on pod-1 (host memory is full),"
                        + " docs on pod-2 (host memory is full)");
    }

    @Test
    void an_adapter_of_another_base_model_since_goes_where_it_may() {
        Story now = fleet().adapter("docs", "qwen", 16, "standard", 1, 0, 0).placed("chat", "pod-3");

        PlacementPlan plan = again(now, earlier());

        assertThat(plan.assignments()).containsOnlyKeys("chat");
        assertThat(plan.solver().trigger()).contains("skipped: docs on pod-2 (another base model)");
    }

    @Test
    void an_adapter_that_is_no_longer_declared_is_skipped() {
        Story now = Story.of(3).adapter("chat").asked("chat", 6).placed("chat", "pod-3");

        PlacementPlan plan = again(now, earlier());

        assertThat(plan.assignments()).containsOnlyKeys("chat");
        assertThat(plan.solver().trigger()).contains("docs (no longer in the catalog)");
    }

    @Test
    void without_any_pod_left_it_is_unserved_with_a_reason() {
        Story now = fleet().lost("pod-1")
                .lost("pod-2")
                .lost("pod-3")
                .pod("pod-4", "a")
                .placed("chat", "pod-3");

        PlacementPlan plan = again(now, earlier());

        assertThat(plan.assignments()).isEmpty();
        assertThat(plan.unserved()).extracting(PlacementPlan.Unserved::model).containsExactly("chat", "docs");
    }

    /** Whatever is lost: served before is served after, weights are whole, and going back twice is going back once. */
    @Property(tries = 60)
    void no_way_back_takes_a_last_replica_away(@ForAll @IntRange(min = 0, max = 7) int lost) {
        Story now = fleet();
        for (int pod = 0; pod < 3; pod++) {
            if ((lost >> pod & 1) == 1) {
                now.lost("pod-" + (pod + 1));
            }
        }
        now.placed("chat", "pod-2", "pod-3").placed("docs", "pod-1");

        PlacementPlan plan = again(now, earlier());

        for (String model : List.of("chat", "docs")) {
            boolean served = now.inputs().current().assignments().get(model).stream()
                    .anyMatch(a -> now.fleet().pod(a.pod()).orElseThrow().ready());
            List<Assignment> list = plan.assignments().getOrDefault(model, List.of());
            assertThat(list.isEmpty() && served)
                    .as("%s is left without a pod", model)
                    .isFalse();
            assertThat(list.stream().mapToDouble(Assignment::weight).sum()).isIn(0.0, 1.0);
            assertThat(list)
                    .allMatch(a -> now.fleet().pod(a.pod()).orElseThrow().ready());
        }
        assertThat(again(now.inForce(plan), earlier()).assignments()).isEqualTo(plan.assignments());
    }
}
