package dev.berth.optimizer.control;

import dev.berth.domain.Version;
import dev.berth.domain.fleet.AdapterSpec;
import dev.berth.domain.fleet.Catalog;
import dev.berth.domain.fleet.Control;
import dev.berth.domain.fleet.Control.AuditEntry;
import dev.berth.domain.fleet.Control.Pin;
import dev.berth.domain.fleet.DeploymentSpec;
import dev.berth.domain.fleet.Fleet;
import dev.berth.domain.fleet.PodState;
import dev.berth.optimizer.RefusedException;
import java.util.ArrayList;
import java.util.List;

/**
 * One change of what the operator says: from the document as it is to the document as it shall be, with its entry in the
 * audit. Pure, so it can be said again when another operator was faster. Versions are the {@link ControlDesk}'s.
 */
public interface ControlChange {
    /**
     * @throws RefusedException if it makes no sense as things are
     */
    Control on(Control control);

    static ControlChange freeze(Said said) {
        return control -> {
            if (control.frozen()) {
                throw new RefusedException("the fleet is frozen already, " + control.frozenReason());
            }
            return frozen(control, true, said.by() + ": " + said.reason(), note(control, said, "freeze", ""));
        };
    }

    static ControlChange unfreeze(Said said) {
        return control -> {
            if (!control.frozen()) {
                throw new RefusedException("the fleet is not frozen");
            }
            return frozen(control, false, "", note(control, said, "unfreeze", ""));
        };
    }

    private static Control frozen(Control control, boolean frozen, String reason, List<AuditEntry> audit) {
        return new Control(
                control.version(),
                control.madeAtMillis(),
                frozen,
                reason,
                control.maxMovesPerPlan(),
                control.maxLoadsPerPodPerMinute(),
                control.pins(),
                control.approvedPlan(),
                control.rollbackPlan(),
                control.holdUntilMillis(),
                audit);
    }

    /** Checked against what is declared and observed, so that a pin can't be one that no plan could keep. */
    static ControlChange pin(String adapter, String pod, Catalog catalog, Fleet fleet, Said said) {
        return control -> {
            requirePossible(adapter, pod, catalog, fleet);
            Pin pin = new Pin(adapter, pod);
            if (control.pins().contains(pin)) {
                throw new RefusedException(adapter + " is pinned to " + pod + " already");
            }
            List<Pin> pins = new ArrayList<>(control.pins());
            pins.add(pin);
            return pinned(control, pins, note(control, said, "pin", adapter + " on " + pod));
        };
    }

    /**
     * @param pod empty for every pod that the adapter is pinned to
     */
    static ControlChange unpin(String adapter, String pod, Said said) {
        return control -> {
            List<Pin> left = control.pins().stream()
                    .filter(p -> !p.adapter().equals(adapter)
                            || !(pod.isEmpty() || p.pod().equals(pod)))
                    .toList();
            if (left.size() == control.pins().size()) {
                String what = adapter + (pod.isEmpty() ? "" : " on " + pod);
                throw new RefusedException(what + " is not pinned; pinned are " + pins(control));
            }
            String subject = adapter + (pod.isEmpty() ? "" : " on " + pod);
            return pinned(control, left, note(control, said, "unpin", subject));
        };
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

    private static void requirePossible(String adapter, String pod, Catalog catalog, Fleet fleet) {
        if (catalog == null || fleet == null) {
            throw new RefusedException("no catalog and fleet yet to check the pin against; start './berth actuate'");
        }
        AdapterSpec spec = catalog.adapter(adapter)
                .orElseThrow(() -> RefusedException.unknown(
                        "adapter",
                        adapter,
                        catalog.adapters().stream().map(AdapterSpec::name).toList()));
        PodState state = fleet.pod(pod)
                .orElseThrow(() -> RefusedException.unknown(
                        "pod", pod, fleet.pods().stream().map(p -> p.id().pod()).toList()));
        DeploymentSpec deployment = catalog.deployment(state.deployment())
                .orElseThrow(() -> new RefusedException(
                        "the catalog does not declare " + pod + "'s deployment " + state.deployment()));
        if (!deployment.baseModel().equals(spec.baseModel())) {
            throw new RefusedException(
                    adapter + " is of " + spec.baseModel() + ", but " + pod + " serves " + deployment.baseModel());
        }
        if (spec.rank() > deployment.maxLoraRank()) {
            throw new RefusedException(adapter + " has rank " + spec.rank() + ", but " + pod + " takes at most "
                    + deployment.maxLoraRank());
        }
    }

    private static Control pinned(Control control, List<Pin> pins, List<AuditEntry> audit) {
        return new Control(
                control.version(),
                control.madeAtMillis(),
                control.frozen(),
                control.frozenReason(),
                control.maxMovesPerPlan(),
                control.maxLoadsPerPodPerMinute(),
                pins,
                control.approvedPlan(),
                control.rollbackPlan(),
                control.holdUntilMillis(),
                audit);
    }

    /**
     * @param movesPerPlan null to leave it as it is, 0 for no bound
     * @param loadsPerPodPerMinute likewise
     */
    static ControlChange limit(Integer movesPerPlan, Integer loadsPerPodPerMinute, Said said) {
        return control -> {
            int moves = movesPerPlan == null ? control.maxMovesPerPlan() : movesPerPlan;
            int loads = loadsPerPodPerMinute == null ? control.maxLoadsPerPodPerMinute() : loadsPerPodPerMinute;
            if (moves < 0 || loads < 0) {
                throw new RefusedException("a limit is a whole number >= 0; 0 is no limit");
            }
            String subject = "moves per plan " + bound(moves) + ", loads per pod and minute " + bound(loads);
            return new Control(
                    control.version(),
                    control.madeAtMillis(),
                    control.frozen(),
                    control.frozenReason(),
                    moves,
                    loads,
                    control.pins(),
                    control.approvedPlan(),
                    control.rollbackPlan(),
                    control.holdUntilMillis(),
                    note(control, said, "limit", subject));
        };
    }

    private static String bound(int limit) {
        return limit == 0 ? "unlimited" : Integer.toString(limit);
    }

    /** The plan that waits for an approval may take effect. */
    static ControlChange approve(Version plan, Said said) {
        return control -> {
            if (control.holds(said.atMillis())) {
                throw new RefusedException("the fleet holds on to plan "
                        + Version.fromString(control.rollbackPlan()).counter() + "; './berth plan release' ends that");
            }
            return plans(control, plan.toString(), "", 0, note(control, said, "approve", plan.toString()));
        };
    }

    /**
     * Back to an earlier plan, and no new one for a while.
     *
     * @param untilMillis 0 until it is released
     */
    static ControlChange rollback(Version plan, long untilMillis, Said said) {
        return control ->
                plans(control, "", plan.toString(), untilMillis, note(control, said, "rollback", plan.toString()));
    }

    /** New plans again. */
    static ControlChange release(Said said) {
        return control -> {
            if (!control.holds(said.atMillis())) {
                throw new RefusedException("no plan is held on to");
            }
            return plans(
                    control, control.approvedPlan(), "", 0, note(control, said, "release", control.rollbackPlan()));
        };
    }

    private static Control plans(
            Control control, String approved, String rollback, long holdUntilMillis, List<AuditEntry> audit) {
        return new Control(
                control.version(),
                control.madeAtMillis(),
                control.frozen(),
                control.frozenReason(),
                control.maxMovesPerPlan(),
                control.maxLoadsPerPodPerMinute(),
                control.pins(),
                approved,
                rollback,
                holdUntilMillis,
                audit);
    }

    private static List<AuditEntry> note(Control control, Said said, String action, String subject) {
        List<AuditEntry> audit = new ArrayList<>(control.audit());
        audit.add(new AuditEntry(said.atMillis(), said.by(), action, subject, said.reason()));
        return audit;
    }
}
