package dev.berth.domain.fleet;

import dev.berth.domain.Document;
import dev.berth.domain.Version;
import java.util.List;

/**
 * What the operator says, by {@code ./berth}.
 *
 * @param frozen no plan is made and none is applied; routing goes on
 * @param frozenReason who froze it and why; empty if not frozen
 * @param maxMovesPerPlan loads that one plan may ask for, and unloads for the sake of spare copies; 0 for no bound
 * @param maxLoadsPerPodPerMinute loads that the actuator starts on one pod in a minute; 0 for no bound
 * @param pins pairs that must hold whatever the plan finds better
 * @param approvedPlan version, {@code epoch:counter}, of the proposed plan that may take effect; empty if none
 * @param rollbackPlan version of the earlier plan to hold on to in place of new ones; empty if none
 * @param holdUntilMillis when that hold ends by itself, Unix milliseconds; 0 if only the operator ends it
 * @param audit who said what, when and why; the last {@link #AUDIT_LENGTH}, oldest first
 */
public record Control(
        Version version,
        long madeAtMillis,
        boolean frozen,
        String frozenReason,
        int maxMovesPerPlan,
        int maxLoadsPerPodPerMinute,
        List<Pin> pins,
        String approvedPlan,
        String rollbackPlan,
        long holdUntilMillis,
        List<AuditEntry> audit)
        implements Document {

    public static final int AUDIT_LENGTH = 100;

    /** Nothing said. */
    public static final Control NONE = new Control(Version.NONE, 0, false, "", 0, 0, List.of());

    public Control {
        pins = List.copyOf(pins);
        audit = List.copyOf(audit.subList(Math.max(0, audit.size() - AUDIT_LENGTH), audit.size()));
    }

    /** With nothing said about plans. */
    public Control(
            Version version,
            long madeAtMillis,
            boolean frozen,
            String frozenReason,
            int maxMovesPerPlan,
            int maxLoadsPerPodPerMinute,
            List<Pin> pins) {
        this(
                version,
                madeAtMillis,
                frozen,
                frozenReason,
                maxMovesPerPlan,
                maxLoadsPerPodPerMinute,
                pins,
                "",
                "",
                0,
                List.of());
    }

    /** Whether an earlier plan is to be held on to. */
    public boolean holds(long nowMillis) {
        return !rollbackPlan.isEmpty() && (holdUntilMillis == 0 || nowMillis < holdUntilMillis);
    }

    /** An adapter that must be held by a pod. */
    public record Pin(String adapter, String pod) {}

    /**
     * One thing that the operator said.
     *
     * @param action {@code freeze}, {@code unfreeze}, {@code pin}, {@code unpin}, {@code limit}, {@code approve},
     *     {@code rollback} or {@code release}; a text, since a reader that does not know a new one must still obey the rest
     * @param subject of it: a pair, limits, a plan's version; empty if there is none
     */
    public record AuditEntry(long atMillis, String by, String action, String subject, String reason) {}
}
