package dev.berth.optimizer.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.Version;
import dev.berth.domain.placement.PlacementPlan;
import dev.berth.optimizer.Story;
import dev.berth.optimizer.control.ControlChange;
import dev.berth.optimizer.control.ControlDesk;
import dev.berth.optimizer.control.Said;
import dev.berth.optimizer.plan.PlanMaker;
import dev.berth.store.InMemoryBlackboard;
import dev.berth.store.Keys;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Approvals and ways back as turns of the loop, told without a clock or a thread. */
class OperatorOrdersTest {
    private final InMemoryBlackboard blackboard = new InMemoryBlackboard(Runnable::run);
    private final ControlDesk desk = new ControlDesk(blackboard);
    private final Story story = Story.of(3).adapter("chat").asked("chat", 2);
    private long now = Story.NOW;

    private PlanningTurn turn;

    @BeforeEach
    void aFleetWithAnAdapter() {
        blackboard.write(Keys.CATALOG, story.catalog());
        blackboard.write(Keys.PROFILE_OFFLINE, Story.DEPLOYMENT, Story.profile());
        write();
        turn = turn(OptimizerConfig.DEFAULTS, 10);
    }

    private void write() {
        blackboard.write(Keys.FLEET, story.fleet());
        story.demand().forEach((model, demand) -> blackboard.write(Keys.DEMAND, model, demand));
    }

    private PlanningTurn turn(OptimizerConfig config, long epoch) {
        PlanMaker maker = new PlanMaker(config.placementPolicy(), config.planning(), config.publish(), () -> 0);
        return new PlanningTurn(config, maker, blackboard, epoch);
    }

    /** One look, with the debounce over. */
    private void look(PlanningTurn looking) {
        for (int i = 0; i < 2; i++) {
            looking.read(true, now);
            looking.obey(now);
            if (looking.held(now).isEmpty()) {
                looking.consider(now).ifPresent(considered -> looking.carryOut(considered, now));
            }
            now += OptimizerConfig.DEFAULTS.debounceMillis();
        }
    }

    private void demand(double rate) {
        long step = 10_000;
        story.later(step).asked("chat", rate);
        now += step;
        write();
    }

    private PlacementPlan inForce() {
        return blackboard.read(Keys.PLAN).orElseThrow();
    }

    private Said alice(String reason) {
        return new Said("alice", reason, now);
    }

    @Test
    void plans_count_on_from_one_optimizer_to_the_next() {
        look(turn);
        demand(13);
        look(turn);
        assertThat(inForce().version()).isEqualTo(new Version(10, 2));

        demand(2);
        PlanningTurn next = turn(OptimizerConfig.DEFAULTS, 20);
        look(next);
        demand(25);
        look(next);

        assertThat(inForce().version().epoch()).isEqualTo(20);
        assertThat(blackboard.history(Keys.PLAN, 100))
                .extracting(plan -> plan.version().counter())
                .doesNotHaveDuplicates();
    }

    @Test
    void with_approval_a_plan_is_proposed_and_takes_effect_under_its_number_when_approved() {
        PlanningTurn careful = turn(OptimizerConfig.DEFAULTS.withApproval(), 10);
        look(careful);

        assertThat(blackboard.read(Keys.PLAN)).isEmpty();
        PlacementPlan proposed = blackboard.read(Keys.PROPOSED).orElseThrow();
        desk.say(ControlChange.approve(proposed.version(), alice("looks right")), now);
        look(careful);

        assertThat(inForce().version().counter()).isEqualTo(proposed.version().counter());
        assertThat(inForce().assignments()).isEqualTo(proposed.assignments());
        assertThat(inForce().solver().trigger()).endsWith("; approved, by alice: looks right");
        assertThat(careful.proposed()).isEmpty();
    }

    @Test
    void an_approval_holds_for_one_plan_only_and_over_a_restart() {
        PlanningTurn careful = turn(OptimizerConfig.DEFAULTS.withApproval(), 10);
        look(careful);
        desk.say(
                ControlChange.approve(
                        blackboard.read(Keys.PROPOSED).orElseThrow().version(), alice("go")),
                now);

        PlanningTurn next = turn(OptimizerConfig.DEFAULTS.withApproval(), 20);
        look(next);
        assertThat(inForce().version()).isEqualTo(new Version(20, 1));

        demand(13);
        look(next);
        assertThat(inForce().version()).isEqualTo(new Version(20, 1));
        assertThat(blackboard.read(Keys.PROPOSED).orElseThrow().version()).isEqualTo(new Version(20, 2));
    }

    @Test
    void a_proposal_that_people_read_is_not_replaced_by_nearly_the_same() {
        PlanningTurn careful = turn(OptimizerConfig.DEFAULTS.withApproval(), 10);
        look(careful);
        PlacementPlan proposed = blackboard.read(Keys.PROPOSED).orElseThrow();

        demand(2.1);
        now += 40_000;
        look(careful);

        assertThat(blackboard.read(Keys.PROPOSED)).contains(proposed);
    }

    @Test
    void a_store_that_comes_back_empty_gets_an_earlier_optimizers_plan_and_proposal_again() {
        look(turn);
        demand(13);
        PlanningTurn careful = turn(OptimizerConfig.DEFAULTS.withApproval(), 20);
        look(careful);
        PlanningTurn next = turn(OptimizerConfig.DEFAULTS.withApproval(), 30);
        look(next);

        blackboard.wipe();
        look(next);

        assertThat(inForce().version()).isEqualTo(new Version(30, 1));
        assertThat(blackboard.read(Keys.PROPOSED).orElseThrow().version()).isEqualTo(new Version(30, 2));
    }

    @Test
    void a_way_back_is_published_once_and_no_new_plan_follows_until_released() {
        look(turn);
        PlacementPlan first = inForce();
        demand(13);
        look(turn);
        assertThat(inForce().assignments()).isNotEqualTo(first.assignments());

        desk.say(ControlChange.rollback(first.version(), 0, alice("too many loads")), now);
        look(turn);
        PlacementPlan back = inForce();
        demand(19);
        now += 100_000;
        look(turn);

        assertThat(back.assignments()).isEqualTo(first.assignments());
        assertThat(back.version().counter()).isEqualTo(3);
        assertThat(back.solver().trigger()).isEqualTo("back to plan 1, by alice: too many loads");
        assertThat(inForce()).isEqualTo(back);
        assertThat(turn.held(now)).contains("holding on to plan 1, until './berth plan release'");

        desk.say(ControlChange.release(alice("found it")), now);
        look(turn);
        assertThat(inForce().assignments().get("chat")).hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void a_hold_with_a_time_ends_by_itself() {
        look(turn);
        PlacementPlan first = inForce();
        desk.say(ControlChange.rollback(first.version(), now + 5_000, alice("a moment")), now);
        demand(13); // 10 s later
        look(turn);

        assertThat(turn.held(now)).isEmpty();
        assertThat(inForce().assignments()).isNotEqualTo(first.assignments());
    }

    @Test
    void a_restarted_optimizer_does_not_go_back_twice() {
        look(turn);
        PlacementPlan first = inForce();
        demand(13);
        look(turn);
        desk.say(ControlChange.rollback(first.version(), 0, alice("too many loads")), now);
        look(turn);
        PlacementPlan back = inForce();

        look(turn(OptimizerConfig.DEFAULTS, 20));

        assertThat(inForce()).isEqualTo(back);
    }

    @Test
    void while_it_holds_a_lost_pod_gives_its_share_away_and_gets_it_again() {
        demand(13);
        look(turn);
        PlacementPlan first = inForce();
        List<String> pods =
                first.assignments().get("chat").stream().map(a -> a.pod().pod()).toList();
        desk.say(ControlChange.rollback(first.version(), 0, alice("hold it")), now);
        look(turn);
        assertThat(inForce()).as("it is in force already").isEqualTo(first);

        story.lost(pods.get(0));
        write();
        look(turn);
        assertThat(inForce().assignments().get("chat"))
                .noneMatch(a -> a.pod().pod().equals(pods.get(0)));

        story.restarted(pods.get(0), "2");
        write();
        look(turn);
        assertThat(inForce().assignments().get("chat"))
                .extracting(a -> a.pod().pod())
                .containsExactlyElementsOf(pods);
        assertThat(inForce().assignments().get("chat"))
                .anyMatch(a -> a.pod().incarnation().equals("2"));
    }

    @Test
    void a_plan_that_is_no_longer_kept_is_held_in_name_only() {
        look(turn);
        PlacementPlan first = inForce();
        desk.say(ControlChange.rollback(new Version(3, 99), 0, alice("that one")), now);
        look(turn);

        assertThat(inForce()).isEqualTo(first);
        assertThat(turn.held(now).orElseThrow()).contains("plan 99, which is no longer among the last plans");
    }
}
