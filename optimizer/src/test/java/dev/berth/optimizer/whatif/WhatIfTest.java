package dev.berth.optimizer.whatif;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.optimizer.RefusedException;
import dev.berth.optimizer.Story;
import dev.berth.optimizer.plan.PlanMaker;
import dev.berth.optimizer.plan.PublishTerms;
import dev.berth.optimizer.policy.OptaPlannerPolicy;
import dev.berth.optimizer.problem.PlanInputs;
import dev.berth.optimizer.problem.PlanningTerms;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WhatIfTest {
    /** Only what the load needs: spare copies have stories of their own. */
    private static final PlanningTerms NEEDED = PlanningTerms.DEFAULTS.with(t -> t.spareCopies(0));

    private static final long STALE = PublishTerms.DEFAULTS.staleMillis();

    private static WhatIf ask(PlanInputs in, String... questions) {
        PlanMaker maker = new PlanMaker(new OptaPlannerPolicy(1_000), NEEDED, PublishTerms.DEFAULTS, () -> 0);
        List<Supposition> suppositions =
                Stream.of(questions).map(Supposition::parse).toList();
        return WhatIf.ask(in, suppositions, maker, NEEDED, STALE, 1);
    }

    @Test
    void a_pod_more_relieves_a_full_fleet() {
        PlanInputs in = Story.of(2)
                .adapter("chat")
                .asked("chat", 19)
                .placed("chat", "pod-1", "pod-2")
                .inputs();

        WhatIf answer = ask(in, "pods+1");

        assertThat(answer.asItIs().worstPodLoad()).isEqualTo(0.95);
        assertThat(answer.supposed().worstPodLoad()).isBetween(0.6, 0.7);
        assertThat(answer.supposed().attainment()).isGreaterThan(answer.asItIs().attainment());
        assertThat(answer.difference().pairs()).anySatisfy(pair -> {
            assertThat(pair.pod()).isEqualTo("what-if-1");
            assertThat(pair.before()).isEmpty();
        });
        assertThat(answer.suppositions()).containsExactly("1 more of default/sim: what-if-1");
    }

    @Test
    void a_pod_fewer_is_the_least_loaded_and_its_cost_goes() {
        PlanInputs in = Story.of(3)
                .adapter("chat")
                .asked("chat", 7)
                .placed("chat", "pod-1", "pod-2")
                .inputs();

        WhatIf answer = ask(in, "pods-1");

        assertThat(answer.suppositions()).containsExactly("1 fewer of default/sim, the least loaded: pod-3");
        assertThat(answer.supposed().costPerHour() - answer.asItIs().costPerHour())
                .isCloseTo(-0.15, org.assertj.core.data.Offset.offset(1e-9));
        assertThat(answer.supposed().worstPodLoad()).isEqualTo(answer.asItIs().worstPodLoad());
    }

    @Test
    void a_lost_pod_is_paid_for_and_its_adapters_move() {
        PlanInputs in = Story.of(2)
                .minPods(2)
                .adapter("chat")
                .adapter("docs")
                .asked("chat", 3)
                .asked("docs", 3)
                .placed("chat", "pod-1")
                .placed("docs", "pod-2")
                .inputs();

        WhatIf answer = ask(in, "pod pod-2 down");

        assertThat(answer.asItIs().decision()).as(answer.asItIs().reason()).isEqualTo("keep");
        assertThat(answer.supposed().decision()).isEqualTo("publish");
        assertThat(answer.supposed().loads()).isEqualTo(1);
        assertThat(answer.supposed().worstPodLoad()).isEqualTo(0.6);
        assertThat(answer.supposed().costPerHour()).isEqualTo(answer.asItIs().costPerHour());
    }

    @Test
    void more_demand_than_fits_is_unserved() {
        PlanInputs in = Story.of(1)
                .maxPods(1)
                .adapter("chat")
                .asked("chat", 8)
                .placed("chat", "pod-1")
                .inputs();

        WhatIf answer = ask(in, "adapter chat demand*2");

        assertThat(answer.suppositions()).containsExactly("demand of chat 8.00 → 16.00 req/s");
        assertThat(answer.asItIs().unserved()).isZero();
        assertThat(answer.supposed().unserved()).isBetween(0.3, 0.45);
    }

    @Test
    void suppositions_hold_together() {
        PlanInputs in = Story.of(2)
                .adapter("chat")
                .adapter("new")
                .asked("chat", 5)
                .placed("chat", "pod-1")
                .inputs();

        WhatIf answer = ask(in, "pod pod-1 down", "pods+2", "adapter new demand=4");

        assertThat(answer.suppositions()).hasSize(3);
        assertThat(answer.plan().assignments()).containsKeys("chat", "new");
        assertThat(answer.plan().assignments().get("chat"))
                .noneMatch(a -> a.pod().pod().equals("pod-1"));
    }

    @Test
    void asking_changes_nothing_and_the_same_question_has_the_same_answer() {
        PlanInputs in = Story.of(2)
                .adapter("chat")
                .asked("chat", 19)
                .placed("chat", "pod-1", "pod-2")
                .inputs();

        assertThat(ask(in, "pods+1").plan()).isEqualTo(ask(in, "pods+1").plan());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "pods", "pods*2", "adapter demand*2", "adapter a demand*-1", "pod a up", "pods+1 pods+2"})
    void a_wrong_question_gets_the_grammar(String text) {
        assertThatThrownBy(() -> Supposition.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a what-if is pods+N, pods-N, 'pods+N of DEPLOYMENT', 'adapter NAME demand*FACTOR', "
                        + "'adapter NAME demand=RATE' or 'pod NAME down'; not '" + text + "'");
    }

    @Test
    void no_change_is_no_question() {
        assertThatThrownBy(() -> Supposition.parse("pods+0"))
                .hasMessage("no pod more or fewer is no change; say pods+1 or pods-1");
    }

    @Test
    void a_question_about_what_there_is_not_gets_the_nearest() {
        PlanInputs in =
                Story.of(2).adapter("chat").adapter("idle").asked("chat", 5).inputs();

        assertRefused(in, "pod pod-11 down", "there is no pod 'pod-11'; did you mean 'pod-1'?");
        assertRefused(in, "adapter chta demand*2", "there is no adapter 'chta'; did you mean 'chat'?");
        assertRefused(in, "adapter idle demand*2", "nothing is asked of idle");
        assertRefused(in, "pods+1 of default/smi", "there is no deployment 'default/smi'; did you mean 'default/sim'?");
        assertRefused(in, "pods-3", "default/sim has 2 ready pods, so 3 can't be taken away");
        assertRefused(in, "pods-2", "no plan can be made: fleet: none of its 0 pods is ready");
    }

    private static void assertRefused(PlanInputs in, String question, String words) {
        assertThatThrownBy(() -> ask(in, question))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(words);
    }

    @Test
    void the_text_has_both_columns_and_the_difference() {
        PlanInputs in = Story.of(2)
                .adapter("chat")
                .asked("chat", 19)
                .placed("chat", "pod-1", "pod-2")
                .inputs();

        String text = String.join("\n", WhatIfText.of(ask(in, "pods+1"), 10));

        assertThat(text)
                .startsWith("What if 1 more of default/sim: what-if-1?")
                .containsPattern("worst pod's load +0\\.95 +0\\.6\\d +-0\\.\\d\\d")
                .contains("+  chat   what-if-1  –")
                .endsWith("Nothing was published.");
    }
}
