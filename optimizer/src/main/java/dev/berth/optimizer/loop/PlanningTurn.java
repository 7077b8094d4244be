package dev.berth.optimizer.loop;

import dev.berth.domain.Version;
import dev.berth.domain.fleet.Control;
import dev.berth.domain.placement.PlacementPlan;
import dev.berth.optimizer.plan.Decision;
import dev.berth.optimizer.plan.PlanMaker;
import dev.berth.optimizer.plan.PlanMaker.Trigger;
import dev.berth.optimizer.problem.PlanInputs;
import dev.berth.store.Blackboard;
import java.util.Optional;

/**
 * The optimizer without thread, clock or metrics: keep the store filled and read it, obey the operator, ask the
 * {@link Alarm}, decide, publish. Deciding and publishing are two calls, since a search takes time. Not thread-safe.
 */
public final class PlanningTurn {
    private final OptimizerConfig config;
    private final PlanMaker maker;
    private final long startedMillis;
    private final BoardReading board;
    private final Alarm alarm;
    private final PlanHold hold;
    private final OperatorOrders orders;
    private Trigger unfinished;
    private Sighting seen;
    private long seenRevision;
    private Version seenPlan = Version.NONE;

    /**
     * What is to be decided, on what. Nothing of it changes while a search goes on.
     *
     * @param seen what the decision will have answered
     * @param first whether a quick answer will do for now
     */
    public record Asked(Trigger trigger, Sighting seen, PlanInputs in, boolean first) {}

    /**
     * What was decided, and on what.
     *
     * @param seen what the decision will have answered
     * @param first whether it was a quick answer
     */
    public record Considered(Trigger trigger, Sighting seen, Decision decision, boolean first) {
        /** The same with the decision said otherwise. */
        public Considered with(Decision other) {
            return new Considered(trigger, seen, other, first);
        }
    }

    /**
     * @param startedMillis the epoch of its plans
     */
    public PlanningTurn(OptimizerConfig config, PlanMaker maker, Blackboard blackboard, long startedMillis) {
        this.config = config;
        this.maker = maker;
        this.startedMillis = startedMillis;
        this.board = new BoardReading(blackboard);
        this.alarm = new Alarm(config);
        this.hold = new PlanHold(blackboard, startedMillis);
        this.orders = new OperatorOrders(maker, board, hold);
    }

    /**
     * @param hashesChanged whether a hint said that demand or profiles changed
     */
    public void read(boolean hashesChanged, long nowMillis) {
        board.refresh(hashesChanged, nowMillis);
        hold.keep(board);
    }

    /** What the operator said, as last read. */
    public Control control() {
        return board.control();
    }

    /** Carries out what the operator ordered and is not in force yet: an approval, or a way back. */
    public Optional<PlacementPlan> obey(long nowMillis) {
        return orders.carryOut(nowMillis);
    }

    /** Why the operator wants no new plan for now, in words; empty if one may be made. */
    public Optional<String> held(long nowMillis) {
        return orders.held(nowMillis);
    }

    /** Searches if it is time to; nothing is published yet. */
    public Optional<Considered> consider(long nowMillis) {
        return due(nowMillis).map(this::decide);
    }

    /** What to search for, if it is time to: an event gets a quick answer first, and what that leaves is searched next. */
    Optional<Asked> due(long nowMillis) {
        PlanInputs in = inputs(nowMillis);
        Sighting sighting = see(in);
        Optional<Asked> due = alarm.look(sighting, nowMillis)
                .map(trigger -> new Asked(trigger, sighting, in, alarm.event() && answersFirst()));
        return due.isPresent()
                ? due
                : Optional.ofNullable(unfinished).map(trigger -> new Asked(trigger, sighting, in, false));
    }

    /** Not before there is a plan, which nobody waits for a better one of, nor where a person approves each. */
    private boolean answersFirst() {
        return hold.inForce() != null && !config.approval() && maker.answersFirst();
    }

    /** Searches because somebody asks for it now, whatever the alarm says; nothing is published yet. */
    public Considered considerNow(String trigger, long nowMillis) {
        PlanInputs in = inputs(nowMillis);
        return decide(new Asked(new Trigger(trigger, false), see(in), in, false));
    }

    /** The search itself; on any thread, since it touches nothing of this. */
    Considered decide(Asked asked) {
        Decision decision = asked.first()
                ? maker.firstAnswer(asked.in(), asked.trigger(), config.seed(), startedMillis)
                : maker.decide(asked.in(), asked.trigger(), config.seed(), startedMillis);
        return new Considered(asked.trigger(), asked.seen(), decision, asked.first());
    }

    /** Whether pods came or went since a search began, so that what it will find is of a fleet that is no more. */
    boolean overtaken(Asked asked, long nowMillis) {
        return !see(inputs(nowMillis)).podsSince(asked.seen()).isEmpty();
    }

    /** A search ends without a decision; what asked for it asks anew, and gathers what comes with it. */
    void abandoned() {
        unfinished = null;
        alarm.abandoned();
    }

    /** What a plan would be made from. */
    public PlanInputs inputs(long nowMillis) {
        return board.inputs(hold.inForce(), nowMillis);
    }

    /** Nothing read since and the same plan in force: nothing new to see. Looks are many, and what changes is little. */
    private Sighting see(PlanInputs in) {
        Version plan = hold.inForce() == null ? Version.NONE : hold.inForce().version();
        if (seen == null || seenRevision != board.revision() || !seenPlan.equals(plan)) {
            seen = Sighting.of(in, config.planning(), config.publish().staleMillis());
            seenRevision = board.revision();
            seenPlan = plan;
        }
        return seen;
    }

    /** Publishes what was decided, if it is a plan and needs no approval; proposes it if it does. */
    public Optional<PlacementPlan> carryOut(Considered considered, long nowMillis) {
        unfinished = null;
        if (considered.decision() instanceof Decision.NotReady) {
            return Optional.empty();
        }
        alarm.planned(considered.seen(), nowMillis);
        unfinished = considered.first() ? goesOn(considered.trigger()) : null;
        if (!(considered.decision() instanceof Decision.Publish publish)) {
            return Optional.empty();
        }
        if (config.approval()) {
            hold.propose(publish.draft(), config.publish().leastReweight());
            return Optional.empty();
        }
        return Optional.of(hold.publish(publish.draft()));
    }

    private static Trigger goesOn(Trigger first) {
        return new Trigger(
                "goes on from the first answer: " + first.sentence(), first.structural(), first.onlyDemand());
    }

    /** Whether the store is known to hold what was published or proposed last. */
    public boolean stored() {
        return hold.stored();
    }

    /** Until when nothing is due unless something new is seen. Milliseconds from now; -1 if none. */
    public long dueInMillis(long nowMillis) {
        return unfinished != null ? 0 : alarm.dueInMillis(nowMillis);
    }

    /** The plan that the fleet is to follow, if there is one. */
    public Optional<PlacementPlan> inForce() {
        return Optional.ofNullable(hold.inForce());
    }

    /** The plan that waits for an approval, if there is one. */
    public Optional<PlacementPlan> proposed() {
        return hold.proposed();
    }
}
