package dev.berth.optimizer.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.placement.PlacementPlan;
import dev.berth.optimizer.Story;
import dev.berth.optimizer.plan.PlanMaker;
import dev.berth.optimizer.policy.OptaPlannerPolicy;
import dev.berth.optimizer.policy.PlacementPolicy;
import dev.berth.optimizer.policy.PolicyTraits;
import dev.berth.optimizer.policy.SearchBudget;
import dev.berth.optimizer.problem.PlacementProblem;
import dev.berth.store.InMemoryBlackboard;
import dev.berth.store.Keys;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An event has a quick answer, and a better one after it. */
class FirstAnswerTest {
    private final InMemoryBlackboard blackboard = new InMemoryBlackboard(Runnable::run);
    private final List<String> searches = new ArrayList<>();
    private final Story story = Story.of(3).adapter("chat").asked("chat", 2);
    private PlanningTurn turn;
    private long now = Story.NOW;

    private record Told(String effort, List<String> searches, PlacementPolicy real) implements PlacementPolicy {
        @Override
        public String name() {
            return real.name();
        }

        @Override
        public PolicyTraits traits() {
            return real.traits();
        }

        @Override
        public PlacementPolicy firstAnswer() {
            return effort.equals("short") ? this : new Told("short", searches, real);
        }

        @Override
        public Result place(PlacementProblem problem, long seed) {
            searches.add(effort);
            return real.place(problem, seed);
        }
    }

    @BeforeEach
    void aPlanIsInForce() {
        blackboard.write(Keys.CATALOG, story.catalog());
        blackboard.write(Keys.PROFILE_OFFLINE, Story.DEPLOYMENT, Story.profile());
        start(OptimizerConfig.DEFAULTS);
    }

    @AfterEach
    void close() {
        blackboard.close();
    }

    private void start(OptimizerConfig config) {
        PlacementPolicy policy = new Told("full", searches, new OptaPlannerPolicy(100));
        PlanMaker maker = new PlanMaker(policy, config.planning(), config.publish(), () -> 0);
        turn = new PlanningTurn(config, maker, blackboard, now);
        write();
        cycle(0);
        assertThat(cycle(1_000)).isPresent();
        assertThat(searches).as("nobody waits for a better first plan").containsExactly("full");
        searches.clear();
    }

    private void write() {
        blackboard.write(Keys.FLEET, story.fleet());
        story.demand().forEach((model, demand) -> blackboard.write(Keys.DEMAND, model, demand));
    }

    private Optional<PlacementPlan> cycle(long laterMillis) {
        now += laterMillis;
        turn.read(true, now);
        return turn.consider(now).flatMap(considered -> turn.carryOut(considered, now));
    }

    private String holder() {
        return turn.inForce().orElseThrow().assignments().get("chat").stream()
                .filter(assignment -> assignment.weight() > 0)
                .map(assignment -> assignment.pod().pod())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void a_lost_pod_is_answered_at_once_and_then_well() {
        String holder = holder();
        story.lost(holder);
        write();
        cycle(1_000);

        PlacementPlan first = cycle(1_000).orElseThrow();
        assertThat(searches).containsExactly("short");
        assertThat(first.assignments().get("chat")).noneMatch(a -> a.pod().pod().equals(holder));
        assertThat(turn.dueInMillis(now))
                .as("the better answer is not waited for")
                .isZero();

        cycle(0);
        assertThat(searches).containsExactly("short", "full");
        cycle(1_000);
        assertThat(searches).as("the event is answered").hasSize(2);
        assertThat(turn.dueInMillis(now)).isNegative();
    }

    @Test
    void a_period_has_time_for_the_whole_search() {
        cycle(31_000);

        assertThat(searches).containsExactly("full");
    }

    @Test
    void what_happens_before_the_better_answer_is_part_of_it() {
        String holder = holder();
        story.lost(holder.equals("pod-3") ? "pod-2" : "pod-3");
        write();
        cycle(1_000);
        cycle(1_000);
        story.lost(holder);
        write();
        cycle(0);

        assertThat(searches).containsExactly("short", "full");
        assertThat(holder()).isNotEqualTo(holder);
        cycle(1_000);
        assertThat(searches).hasSize(2);
    }

    @Test
    void where_a_person_approves_there_is_one_proposal_for_each_event() {
        OptimizerConfig approving = OptimizerConfig.DEFAULTS.withApproval();
        PlacementPolicy policy = new Told("full", searches, new OptaPlannerPolicy(100));
        turn = new PlanningTurn(
                approving,
                new PlanMaker(policy, approving.planning(), approving.publish(), () -> 0),
                blackboard,
                now + 1);
        cycle(0);
        cycle(1_000);
        searches.clear();
        story.lost("pod-1");
        write();
        cycle(1_000);
        cycle(1_000);

        assertThat(searches).containsExactly("full");
    }

    @Test
    void the_planner_searches_shorter_only_if_it_would_search_longer() {
        PlacementPolicy planner = new OptaPlannerPolicy(SearchBudget.DEFAULTS);
        PlacementPolicy quick = planner.firstAnswer();

        assertThat(quick).isNotSameAs(planner);
        assertThat(quick.firstAnswer()).isSameAs(quick);
    }
}
