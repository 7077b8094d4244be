package dev.berth.optimizer.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.domain.placement.PlacementPlan;
import dev.berth.optimizer.Story;
import dev.berth.optimizer.control.ControlChange;
import dev.berth.optimizer.control.ControlDesk;
import dev.berth.optimizer.control.Said;
import dev.berth.optimizer.plan.PlanMaker;
import dev.berth.optimizer.policy.OptaPlannerPolicy;
import dev.berth.optimizer.policy.PlacementPolicy;
import dev.berth.optimizer.policy.PolicyTraits;
import dev.berth.optimizer.problem.PlacementProblem;
import dev.berth.store.InMemoryBlackboard;
import dev.berth.store.Keys;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens while a search goes on, told with a first search that never ends by itself. */
class OvertakenSearchTest {
    private static final Duration SECONDS = Duration.ofSeconds(20);

    private final InMemoryBlackboard blackboard = new InMemoryBlackboard();
    private final Story story =
            Story.of(3).at(System.currentTimeMillis()).adapter("chat").asked("chat", 2);
    private final Endless policy = new Endless();
    private Optimizer optimizer;

    /** Its first search goes on until it is interrupted. */
    private static final class Endless implements PlacementPolicy {
        private final PlacementPolicy real = new OptaPlannerPolicy(100);
        private final AtomicInteger searches = new AtomicInteger();
        private final CountDownLatch interrupted = new CountDownLatch(1);

        @Override
        public String name() {
            return real.name();
        }

        @Override
        public PolicyTraits traits() {
            return real.traits();
        }

        @Override
        public Result place(PlacementProblem problem, long seed) {
            if (searches.incrementAndGet() == 1) {
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    interrupted.countDown();
                    throw new IllegalStateException("interrupted", e);
                }
            }
            return real.place(problem, seed);
        }
    }

    @BeforeEach
    void aSearchGoesOn() {
        blackboard.write(Keys.CATALOG, story.catalog());
        blackboard.write(Keys.PROFILE_OFFLINE, Story.DEPLOYMENT, Story.profile());
        blackboard.write(Keys.FLEET, story.fleet());
        story.demand().forEach((model, demand) -> blackboard.write(Keys.DEMAND, model, demand));
        OptimizerConfig config = OptimizerConfig.DEFAULTS.withEverySeconds(3_600);
        PlanMaker maker = new PlanMaker(policy, config.planning(), config.publish(), System::nanoTime);
        optimizer = Optimizer.start(config, maker, blackboard, System::currentTimeMillis);
        await().atMost(SECONDS).until(() -> policy.searches.get() == 1);
    }

    @AfterEach
    void close() {
        optimizer.close();
        blackboard.close();
    }

    @Test
    void a_pod_that_is_lost_meanwhile_is_not_answered_after_it() {
        story.lost("pod-1");
        blackboard.write(Keys.FLEET, story.fleet());

        PlacementPlan plan = await().atMost(SECONDS)
                .until(() -> blackboard.read(Keys.PLAN), Optional::isPresent)
                .orElseThrow();

        assertThat(plan.assignments().get("chat")).noneMatch(a -> a.pod().pod().equals("pod-1"));
        await().atMost(SECONDS).until(() -> policy.interrupted.getCount() == 0);
        assertThat(policy.searches).hasValue(2);
    }

    @Test
    void a_freeze_ends_it_and_a_thaw_begins_anew() {
        ControlDesk desk = new ControlDesk(blackboard);
        desk.say(ControlChange.freeze(new Said("alice", "incident", 1)), System.currentTimeMillis());
        await().atMost(SECONDS).until(() -> policy.interrupted.getCount() == 0);
        assertThat(blackboard.read(Keys.PLAN)).isEmpty();

        desk.say(ControlChange.unfreeze(new Said("alice", "over", 2)), System.currentTimeMillis());
        await().atMost(SECONDS).until(() -> blackboard.read(Keys.PLAN).isPresent());
    }

    @Test
    void closing_ends_it() {
        optimizer.close();

        await().atMost(SECONDS).until(() -> policy.interrupted.getCount() == 0);
    }
}
