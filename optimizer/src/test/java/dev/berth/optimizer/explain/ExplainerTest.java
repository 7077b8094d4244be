package dev.berth.optimizer.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.domain.Version;
import dev.berth.domain.placement.PlacementPlan;
import dev.berth.optimizer.RefusedException;
import dev.berth.optimizer.Story;
import dev.berth.optimizer.explain.AdapterExplanation.NotHeld;
import dev.berth.optimizer.plan.Decision;
import dev.berth.optimizer.plan.PlanMaker;
import dev.berth.optimizer.plan.PublishTerms;
import dev.berth.optimizer.policy.OptaPlannerPolicy;
import dev.berth.optimizer.problem.PlanningTerms;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Numbers to add up by hand: a pod serves 10 requests per second, its target is 0.80. */
class ExplainerTest {
    /** Only what the load needs: spare copies have stories of their own. */
    private static final PlanningTerms NEEDED = PlanningTerms.DEFAULTS.with(t -> t.spareCopies(0));

    private static final long STALE = PublishTerms.DEFAULTS.staleMillis();

    private static Explainer explainer(Story story) {
        return new Explainer(story.inputs(), NEEDED, STALE);
    }

    private static NotHeld notOn(AdapterExplanation e, String pod) {
        return e.notOn().stream().filter(n -> n.pod().equals(pod)).findFirst().orElseThrow();
    }

    @Test
    void a_second_replica_is_there_since_one_pod_would_be_beyond_its_target() {
        Story story = Story.of(3).adapter("chat").asked("chat", 12).placed("chat", "pod-1", "pod-2");

        AdapterExplanation e = explainer(story).adapter("chat");

        assertThat(e.loadPods()).isEqualTo(1.2);
        assertThat(e.on()).extracting(AdapterExplanation.Held::pod).containsExactly("pod-1", "pod-2");
        assertThat(e.on()).allSatisfy(h -> {
            assertThat(h.share()).isEqualTo(0.5);
            assertThat(h.podLoad()).isEqualTo(0.6);
            assertThat(h.state()).isEqualTo("not loaded");
        });
        assertThat(e.on().get(0).why()).isEqualTo("without it pod-2 would be at 1.20, its capacity is 1.00");
        assertThat(e.plan()).isEqualTo(1);
        assertThat(e.unservedShare()).isZero();
    }

    @Test
    void a_pod_with_room_is_not_taken_since_the_load_gains_nothing() {
        Story story = Story.of(2)
                .adapter("chat")
                .asked("chat", 2)
                .placed("chat", "pod-1")
                .registered("pod-1", "chat");

        AdapterExplanation e = explainer(story).adapter("chat");

        assertThat(e.on().get(0).why()).isEqualTo("its only replica");
        assertThat(e.on().get(0).state()).isEqualTo("registered");
        NotHeld other = notOn(e, "pod-2");
        assertThat(other.excluded()).isFalse();
        assertThat(other.why()).isEqualTo("it would take a load of 100 ms that gains nothing");
        assertThat(e.decidedBy()).contains(other.why()).contains(other.constraint());
    }

    @Test
    void a_full_pod_is_not_taken_since_it_would_be_beyond_its_target() {
        Story story = Story.of(2)
                .adapter("chat")
                .adapter("docs")
                .asked("chat", 3)
                .asked("docs", 6)
                .placed("chat", "pod-1")
                .placed("docs", "pod-2");

        NotHeld other = notOn(explainer(story).adapter("chat"), "pod-2");

        assertThat(other.level()).isEqualTo("overload");
        assertThat(other.why()).isEqualTo("pod-2 would be at 0.90, its target is 0.80");
    }

    @Test
    void the_nearest_to_be_chosen_is_told_first() {
        Story story = Story.of(3)
                .adapter("chat")
                .adapter("docs")
                .adapter("law")
                .asked("chat", 3)
                .asked("docs", 7)
                .asked("law", 6)
                .placed("chat", "pod-1")
                .placed("docs", "pod-2")
                .placed("law", "pod-3");

        assertThat(explainer(story).adapter("chat").notOn())
                .extracting(NotHeld::pod)
                .containsExactly("pod-3", "pod-2");
    }

    @Test
    void a_pod_that_would_relieve_the_plan_is_said_to_be_better() {
        Story story = Story.of(2).adapter("chat").asked("chat", 9).placed("chat", "pod-1");
        story.adapter("docs").asked("docs", 5).placed("docs", "pod-1");

        assertThat(notOn(explainer(story).adapter("docs"), "pod-2").why())
                .startsWith("would be better, and a plan may take it");
    }

    @Test
    void who_may_not_hold_it_says_until_when_or_which_number_forbids_it() {
        Story story = Story.of(3)
                .adapter("chat")
                .adapter("big", 128, "standard", 1, 0, 0)
                .asked("chat", 2)
                .asked("big", 1)
                .placed("chat", "pod-1")
                .failed("chat", "pod-2", Story.NOW + 40_000, "507 out of memory")
                .lost("pod-3");

        AdapterExplanation chat = explainer(story).adapter("chat");
        AdapterExplanation big = explainer(story).adapter("big");

        assertThat(notOn(chat, "pod-2").excluded()).isTrue();
        assertThat(notOn(chat, "pod-2").why())
                .isEqualTo(
                        "excluded until 1970-01-01T00:17:20Z (in 40 s), loading it there failed once: 507 out of memory");
        assertThat(notOn(chat, "pod-3").why()).startsWith("not ready: unreachable since ");
        assertThat(notOn(big, "pod-1").why()).isEqualTo("takes ranks to 64, it has 128");
        assertThat(big.unservedShare()).isEqualTo(1);
        assertThat(big.decidedBy()).isEmpty();
    }

    @Test
    void what_the_last_plan_said_of_a_load_is_kept() {
        Story story = Story.of(2).adapter("chat").asked("chat", 2);
        PlacementPlan first = plan(story, 7, NEEDED);
        story.inForce(first).later(30_000).asked("chat", 13);
        PlacementPlan second = plan(story, 8, NEEDED);

        AdapterExplanation e = explainer(story.inForce(second)).adapter("chat");

        assertThat(e.plan()).isEqualTo(8);
        assertThat(e.on()).anySatisfy(h -> assertThat(h.why())
                .startsWith("loaded when its demand of 1.30 pods is more than one pod can serve"));
    }

    private static PlacementPlan plan(Story story, long number, PlanningTerms terms) {
        PlanMaker maker = new PlanMaker(new OptaPlannerPolicy(1_000), terms, PublishTerms.DEFAULTS, () -> 0);
        Decision decision = maker.decide(story.inputs(), new PlanMaker.Trigger("told", false), 1, 0);
        return ((Decision.Publish) decision).draft().withVersion(new Version(1, number));
    }

    @Test
    void a_copy_without_traffic_is_said_to_be_spare() {
        Story story = Story.of(2).adapter("chat").asked("chat", 2);
        AdapterExplanation e =
                explainer(story.inForce(plan(story, 1, PlanningTerms.DEFAULTS))).adapter("chat");

        assertThat(e.on()).hasSize(2);
        assertThat(e.on()).filteredOn(h -> h.share() == 0).singleElement().satisfies(h -> assertThat(h.why())
                .endsWith("a spare copy in host memory, to be spilled to"));
        assertThat(ExplanationText.of(e, Story.NOW, 12)).contains("  replicas  1 with traffic, 1 spare; at least 1");
    }

    @Test
    void asking_changes_nothing() {
        Story story = Story.of(3).adapter("chat").asked("chat", 12).placed("chat", "pod-1", "pod-2");
        Explainer explainer = explainer(story);

        AdapterExplanation once = explainer.adapter("chat");
        explainer.pod("pod-3");

        assertThat(explainer.adapter("chat")).isEqualTo(once);
    }

    @Test
    void a_pod_tells_what_is_on_it_and_what_may_not_be() {
        Story story = Story.of(2)
                .adapter("chat")
                .adapter("docs")
                .adapter("big", 128, "standard", 1, 0, 0)
                .adapter("other", "mistral", 8, "standard", 1, 0, 0)
                .asked("chat", 5)
                .asked("docs", 2)
                .placed("chat", "pod-1")
                .placed("docs", "pod-1");

        PodExplanation e = explainer(story).pod("pod-1");

        assertThat(e.models()).extracting(PodExplanation.Held::model).containsExactly("chat", "docs");
        assertThat(e.load()).isEqualTo(0.7);
        assertThat(e.hostAdapters()).isEqualTo(2);
        assertThat(e.keptOff()).extracting(PodExplanation.KeptOff::adapter).containsExactly("big");
        assertThat(e.otherBaseModels()).isEqualTo(1);
        assertThat(e.emptyReason()).isEmpty();
        assertThat(explainer(story).pod("pod-2").emptyReason())
                .isEqualTo("every adapter is served within target without it");
    }

    @Test
    void a_lost_pod_is_empty_and_says_why() {
        Story story = Story.of(2)
                .adapter("chat")
                .asked("chat", 2)
                .placed("chat", "pod-1")
                .lost("pod-2");

        assertThat(explainer(story).pod("pod-2").emptyReason())
                .isEqualTo("it is unreachable, and plans count on ready pods only");
    }

    @Test
    void a_pod_that_the_plan_gives_up_says_so() {
        Story story = Story.of(2).adapter("chat").asked("chat", 2).placed("chat", "pod-1");
        PlacementPlan plan = story.inputs().current();
        story.inForce(plan.withSpares(List.of(new PlacementPlan.Spare("pod-2", Story.DEPLOYMENT, 0, true))));

        assertThat(explainer(story).pod("pod-2").emptyReason()).isEqualTo("the plan in force gives the pod up");
        assertThat(notOn(explainer(story).adapter("chat"), "pod-2").excluded()).isTrue();
    }

    @Test
    void demand_for_what_nobody_declared_is_said_to_be_left_out() {
        Story story = Story.of(2).adapter("chat").asked("chat", 2).asked("ghost", 3);

        assertThatThrownBy(() -> explainer(story).adapter("ghost"))
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith("ghost is asked for, but left out: the catalog has no adapter");
    }

    @Test
    void an_unknown_name_gets_the_nearest() {
        Explainer explainer = explainer(Story.of(2).adapter("chat").asked("chat", 2));

        assertThatThrownBy(() -> explainer.adapter("chta"))
                .isInstanceOf(RefusedException.class)
                .hasMessage("there is no adapter 'chta'; did you mean 'chat'?");
        assertThatThrownBy(() -> explainer.pod("pod-11")).hasMessageContaining("did you mean 'pod-1'?");
        assertThatThrownBy(() -> explainer.adapter(Story.BASE))
                .hasMessage("nothing is asked of the base model llama, so nothing is planned for it");
    }

    @Test
    void the_texts_have_the_numbers_in_their_columns() {
        Story story = Story.of(3).adapter("chat").asked("chat", 12).placed("chat", "pod-1", "pod-2");
        Explainer explainer = explainer(story);

        List<String> adapter = ExplanationText.of(explainer.adapter("chat"), Story.NOW, 12);
        List<String> pod = ExplanationText.of(explainer.pod("pod-1"), Story.NOW, 12);

        assertThat(adapter)
                .contains(
                        "chat (adapter of llama, rank 16, class standard)",
                        "  demand    12.00 req/s, measured up to 0 s ago: a load of 1.20 pods, so at least 2 at the target"
                                + " of 0.80");
        assertThat(String.join("\n", adapter)).contains("pod-1  a     hot   0.50   0.60  0.60");
        assertThat(pod).contains("  load      0.60; target 0.80, never planned beyond 1.00");
    }
}
