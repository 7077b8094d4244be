package dev.berth.optimizer.loop;

import dev.berth.domain.Version;
import dev.berth.domain.fleet.Control;
import dev.berth.domain.placement.PlacementPlan;
import dev.berth.optimizer.plan.Decision;
import dev.berth.optimizer.plan.PlanMaker;
import dev.berth.optimizer.plan.PlanMaker.Trigger;
import dev.berth.optimizer.problem.PlanInputs;
import dev.berth.store.Blackboard;
import dev.berth.store.Keys;
import dev.berth.store.Publication;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The optimizer without thread, clock or metrics: keep the store filled and read it, ask the {@link Alarm}, decide, publish.
 * Deciding and publishing are two calls, since a search takes time. Not thread-safe.
 */
public final class PlanningTurn {
    private static final Logger log = LoggerFactory.getLogger(PlanningTurn.class);

    private final OptimizerConfig config;
    private final PlanMaker maker;
    private final long startedMillis;
    private final BoardReading board;
    private final Alarm alarm;
    private final Publication<PlacementPlan> publication;
    private PlacementPlan inForce;
    private boolean adopted;
    private Sighting seen;
    private long seenRevision;
    private Version seenPlan = Version.NONE;

    /**
     * What was decided, and on what.
     *
     * @param seen what the decision will have answered
     */
    public record Considered(Trigger trigger, Sighting seen, Decision decision) {}

    /**
     * @param startedMillis the epoch of its plans
     */
    public PlanningTurn(OptimizerConfig config, PlanMaker maker, Blackboard blackboard, long startedMillis) {
        this.config = config;
        this.maker = maker;
        this.startedMillis = startedMillis;
        this.board = new BoardReading(blackboard);
        this.alarm = new Alarm(config);
        this.publication = new Publication<>(blackboard, Keys.PLAN, startedMillis);
    }

    /**
     * @param hashesChanged whether a hint said that demand or profiles changed
     */
    public void read(boolean hashesChanged, long nowMillis) {
        board.refresh(hashesChanged, nowMillis);
        adopt();
        refill();
    }

    /** What the operator said, as last read. */
    public Control control() {
        return board.control();
    }

    /** Searches if it is time to; nothing is published yet. */
    public Optional<Considered> consider(long nowMillis) {
        PlanInputs in = board.inputs(inForce, nowMillis);
        Sighting sighting = see(in);
        return alarm.look(sighting, nowMillis)
                .map(trigger ->
                        new Considered(trigger, sighting, maker.decide(in, trigger, config.seed(), startedMillis)));
    }

    /** Nothing read since and the same plan in force: nothing new to see. Looks are many, and what changes is little. */
    private Sighting see(PlanInputs in) {
        Version plan = inForce == null ? Version.NONE : inForce.version();
        if (seen == null || seenRevision != board.revision() || !seenPlan.equals(plan)) {
            seen = Sighting.of(in, config.planning(), config.publish().staleMillis());
            seenRevision = board.revision();
            seenPlan = plan;
        }
        return seen;
    }

    /** Publishes what was decided, if it is a plan. */
    public Optional<PlacementPlan> carryOut(Considered considered, long nowMillis) {
        if (considered.decision() instanceof Decision.NotReady) {
            return Optional.empty();
        }
        alarm.planned(considered.seen(), nowMillis);
        if (considered.decision() instanceof Decision.Publish publish) {
            inForce = publication.publish(version -> PlanMaker.at(version, publish.draft()));
            return Optional.of(inForce);
        }
        return Optional.empty();
    }

    /** Until when nothing is due unless something new is seen. Milliseconds from now; -1 if none. */
    public long dueInMillis(long nowMillis) {
        return alarm.dueInMillis(nowMillis);
    }

    /** The plan that the fleet is to follow, if there is one. */
    public Optional<PlacementPlan> inForce() {
        return Optional.ofNullable(inForce);
    }

    /** Takes the plan of an earlier optimizer as its own starting point, once the store has answered. */
    private void adopt() {
        if (adopted) {
            return;
        }
        board.plan().ifPresent(plan -> {
            inForce = plan;
            log.info("plan adopted plan={}", plan.version());
        });
        adopted = true;
    }

    private void refill() {
        if (publication.current() != null) {
            publication.refill();
        } else if (inForce != null && !board.planStored()) {
            PlacementPlan lost = inForce;
            inForce = publication.publish(version -> PlanMaker.at(version, lost));
        }
    }
}
