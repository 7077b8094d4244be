package dev.berth.evaluation.scenario;

import java.util.Locale;

/**
 * Something that goes wrong at a given time.
 *
 * @param atNanos when it begins, virtual time
 * @param durationNanos how long it lasts; 0: an instant, or, for a killed pod, as long as its engine takes to start
 * @param target the pod or the zone; empty for the other kinds
 */
public record ScenarioFault(Kind kind, long atNanos, long durationNanos, String target) {
    private static final double NANOS = 1e9;

    /** What goes wrong. */
    public enum Kind {
        /** A pod's process dies with all that it serves; after the duration it is back as another incarnation, empty. */
        POD_KILLED(Target.POD),
        /** A pod answers nobody for the duration and then goes on where it was, as after SIGSTOP and SIGCONT. */
        POD_FROZEN(Target.POD),
        /** All pods of a zone die at once; after the duration they are back as other incarnations, empty. */
        ZONE_LOST(Target.ZONE),
        /** The actuator dies; after the duration another one, with a higher epoch and no memory, takes over. */
        ACTUATOR_CRASHED(Target.NOTHING),
        /** For the duration a second actuator with a higher epoch acts beside the first, which does not know it. */
        TWO_ACTUATORS(Target.NOTHING),
        /** The optimizer dies; after the duration another one takes over. */
        OPTIMIZER_CRASHED(Target.NOTHING),
        /** The router loses its view and its counts of what is in flight; requests in flight fail. */
        ROUTER_RESTARTED(Target.NOTHING),
        /** Redis can't be reached for the duration and keeps its content. */
        REDIS_AWAY(Target.NOTHING),
        /** Redis loses everything at once and answers on. */
        REDIS_WIPED(Target.NOTHING);

        private final Target target;

        Kind(Target target) {
            this.target = target;
        }

        /** What its target names. */
        public Target target() {
            return target;
        }
    }

    /** What the target of a fault names. */
    public enum Target {
        POD,
        ZONE,
        NOTHING
    }

    public ScenarioFault {
        if (atNanos < 0 || durationNanos < 0) {
            throw new IllegalArgumentException("fault " + kind + " begins at >= 0 and lasts >= 0");
        }
        if (target.isEmpty() != (kind.target() == Target.NOTHING)) {
            throw new IllegalArgumentException(
                    kind.target() == Target.NOTHING
                            ? "fault " + kind + " has no target, but '" + target + "' is given"
                            : "fault " + kind + " needs a target: the name of a "
                                    + kind.target().name().toLowerCase(Locale.ROOT));
        }
    }

    public static ScenarioFault ofSeconds(Kind kind, String target, double atSeconds, double durationSeconds) {
        return new ScenarioFault(kind, Math.round(atSeconds * NANOS), Math.round(durationSeconds * NANOS), target);
    }

    public long endNanos() {
        return atNanos + durationNanos;
    }
}
