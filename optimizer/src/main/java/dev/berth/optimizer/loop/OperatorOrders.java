package dev.berth.optimizer.loop;

import dev.berth.domain.Version;
import dev.berth.domain.fleet.Control;
import dev.berth.domain.placement.PlacementPlan;
import dev.berth.domain.placement.PlacementPlan.SolverRun;
import dev.berth.optimizer.plan.PlanMaker;
import dev.berth.optimizer.problem.PlanInputs;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * What the operator orders about plans, brought about in every cycle: what is in force already is a no-op, so an order
 * survives a restart of the optimizer and is not carried out twice.
 *
 * <ul>
 *   <li>a way back: while it holds, the plan in force is the earlier plan on the pods that there are. A pod that is lost, or
 *       comes back, makes it a new plan; nothing else does.
 *   <li>an approval: the proposal of that version takes effect under its own number.
 * </ul>
 */
final class OperatorOrders {
    private final PlanMaker maker;
    private final BoardReading board;
    private final PlanHold hold;
    private PlacementPlan earlier;
    private Checked lastChecked;

    /** What was read, and what was in force, when the way back was last found to be in force. */
    private record Checked(long revision, Version plan) {}

    OperatorOrders(PlanMaker maker, BoardReading board, PlanHold hold) {
        this.maker = maker;
        this.board = board;
        this.hold = hold;
    }

    Optional<PlacementPlan> carryOut(long nowMillis) {
        Control control = board.control();
        return control.holds(nowMillis) ? goBack(control, nowMillis) : approve(control, nowMillis);
    }

    Optional<String> held(long nowMillis) {
        Control control = board.control();
        if (!control.holds(nowMillis)) {
            return Optional.empty();
        }
        String until = control.holdUntilMillis() == 0
                ? "until './berth plan release'"
                : "until " + Instant.ofEpochMilli(control.holdUntilMillis()).truncatedTo(ChronoUnit.SECONDS);
        String lost = isKnown(control) ? "" : ", which is no longer among the last plans, so the plan in force stays";
        return Optional.of("holding on to plan " + number(control.rollbackPlan()) + lost + ", " + until);
    }

    private Optional<PlacementPlan> goBack(Control control, long nowMillis) {
        PlanInputs in = board.inputs(hold.inForce(), nowMillis);
        Version plan = hold.inForce() == null ? Version.NONE : hold.inForce().version();
        Checked now = new Checked(board.revision(), plan);
        if (now.equals(lastChecked) || !isKnown(control) || in.catalog() == null || in.fleet() == null) {
            return Optional.empty();
        }
        String why = "back to plan " + number(control.rollbackPlan()) + said(control, "rollback");
        PlacementPlan again = maker.again(in, earlier, why);
        boolean inForce = hold.inForce() != null
                && again.assignments().equals(hold.inForce().assignments())
                && again.podCounts().equals(hold.inForce().podCounts());
        lastChecked = now;
        return inForce ? Optional.empty() : Optional.of(hold.publish(again));
    }

    private boolean isKnown(Control control) {
        if (earlier == null || !earlier.version().toString().equals(control.rollbackPlan())) {
            earlier = board.earlier(control.rollbackPlan()).orElse(null);
        }
        return earlier != null;
    }

    private Optional<PlacementPlan> approve(Control control, long nowMillis) {
        return hold.proposed()
                .filter(plan -> plan.version().toString().equals(control.approvedPlan()))
                .map(plan -> hold.approve(withWho(plan, said(control, "approve"), nowMillis)));
    }

    private static PlacementPlan withWho(PlacementPlan plan, String said, long nowMillis) {
        SolverRun run = plan.solver();
        return plan.withMadeAt(nowMillis).withSolver(run.withTrigger(run.trigger() + "; approved" + said));
    }

    /** Who said it last, and why: {@code , by alice: too many loads}. */
    private static String said(Control control, String action) {
        return control.audit().stream()
                .filter(entry -> entry.action().equals(action))
                .reduce((first, last) -> last)
                .map(entry -> ", by " + entry.by() + ": " + entry.reason())
                .orElse("");
    }

    /** What people call a plan. A version that can't be read is told as it is. */
    private static String number(String version) {
        try {
            return Long.toString(Version.fromString(version).counter());
        } catch (IllegalArgumentException e) {
            return "'" + version + "'";
        }
    }
}
