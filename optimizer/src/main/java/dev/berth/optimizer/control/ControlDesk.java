package dev.berth.optimizer.control;

import dev.berth.domain.Version;
import dev.berth.domain.fleet.Control;
import dev.berth.optimizer.RefusedException;
import dev.berth.store.Blackboard;
import dev.berth.store.Keys;
import dev.berth.store.WriteOutcome;

/**
 * Where operators write the control document. There may be two at once: each change is made on what is stored, written as
 * the next version, and made again on the other's document if that one was faster.
 */
public final class ControlDesk {
    private static final int TRIES = 10;

    private final Blackboard blackboard;

    public ControlDesk(Blackboard blackboard) {
        this.blackboard = blackboard;
    }

    /** As it is stored; {@link Control#NONE} if nothing is. */
    public Control read() {
        return blackboard.read(Keys.CONTROL).orElse(Control.NONE);
    }

    /**
     * @return what is stored now
     * @throws RefusedException if the change makes no sense as things are
     */
    public Control say(ControlChange change, long nowMillis) {
        for (int i = 0; i < TRIES; i++) {
            Control stored = read();
            Control next = numbered(change.on(stored), stored, nowMillis);
            if (blackboard.write(Keys.CONTROL, next) == WriteOutcome.WRITTEN) {
                return next;
            }
        }
        throw new RefusedException("others write the control document all the time; try again");
    }

    /** A first document begins its epoch now, so that readers of one that was lost take it for newer. */
    private static Control numbered(Control said, Control stored, long nowMillis) {
        Version version = stored.version().equals(Version.NONE)
                ? Version.firstOf(nowMillis)
                : stored.version().next();
        return new Control(
                version,
                nowMillis,
                said.frozen(),
                said.frozenReason(),
                said.maxMovesPerPlan(),
                said.maxLoadsPerPodPerMinute(),
                said.pins(),
                said.approvedPlan(),
                said.rollbackPlan(),
                said.holdUntilMillis(),
                said.audit());
    }
}
