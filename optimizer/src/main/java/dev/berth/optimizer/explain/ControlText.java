package dev.berth.optimizer.explain;

import dev.berth.domain.Version;
import dev.berth.domain.fleet.Control;
import dev.berth.domain.fleet.Control.AuditEntry;
import java.util.ArrayList;
import java.util.List;

/** What the operator said, as people read it. */
public final class ControlText {
    private ControlText() {}

    /**
     * @param mostSaid how much of the audit, the newest first
     */
    public static List<String> of(Control control, long nowMillis, int mostSaid) {
        List<String> lines = new ArrayList<>();
        lines.add("frozen                    " + (control.frozen() ? "yes, " + control.frozenReason() : "no"));
        lines.add("moves per plan            " + bound(control.maxMovesPerPlan()));
        lines.add("loads per pod per minute  " + bound(control.maxLoadsPerPodPerMinute()));
        lines.add("pins                      " + pins(control));
        lines.add("held plan                 " + held(control, nowMillis));
        List<AuditEntry> last = control.audit()
                .subList(
                        Math.max(0, control.audit().size() - mostSaid),
                        control.audit().size());
        if (!last.isEmpty()) {
            lines.add("");
            lines.addAll(PlanListText.said(last));
        }
        return lines;
    }

    private static String bound(int limit) {
        return limit == 0 ? "no limit" : Integer.toString(limit);
    }

    private static String pins(Control control) {
        return control.pins().isEmpty()
                ? "none"
                : String.join(
                        ", ",
                        control.pins().stream()
                                .map(p -> p.adapter() + " on " + p.pod())
                                .toList());
    }

    private static String held(Control control, long nowMillis) {
        if (!control.holds(nowMillis)) {
            return "none";
        }
        String until = control.holdUntilMillis() == 0
                ? "until './berth plan release'"
                : "until " + TimeText.at(control.holdUntilMillis());
        return Version.fromString(control.rollbackPlan()).counter() + ", " + until;
    }
}
