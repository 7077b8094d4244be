package dev.berth.domain.fleet;

import dev.berth.domain.Document;
import dev.berth.domain.Version;
import java.util.List;

/**
 * What the operator says, by {@code ./berth}.
 *
 * @param frozen no plan is made and none is applied; routing goes on
 * @param frozenReason who froze it and why; empty if not frozen
 * @param maxMovesPerPlan loads and unloads that one plan may ask for; 0 for no bound
 * @param maxLoadsPerPodPerMinute loads that the actuator starts on one pod in a minute; 0 for no bound
 * @param pins pairs that must hold whatever the plan finds better
 */
public record Control(
        Version version,
        long madeAtMillis,
        boolean frozen,
        String frozenReason,
        int maxMovesPerPlan,
        int maxLoadsPerPodPerMinute,
        List<Pin> pins)
        implements Document {

    /** Nothing said. */
    public static final Control NONE = new Control(Version.NONE, 0, false, "", 0, 0, List.of());

    public Control {
        pins = List.copyOf(pins);
    }

    /** An adapter that must be held by a pod. */
    public record Pin(String adapter, String pod) {}
}
