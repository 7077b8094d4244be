package dev.berth.actuator.reconcile;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How often a pod may load a copy that carries no planned traffic.
 *
 * <p>A load holds up the engine's step, for a fraction of a second or for seconds, and with it every request of the pod. Where
 * a copy brings traffic that is worth it; a standby only may be of use some day, and a plan can ask for hundreds of them at
 * once. So after each load, of whatever tier, a pod takes the next standby only when its loads were no more than the share
 * {@code s} of its time: {@code t} seconds of loading are followed by {@code t × (1/s − 1)} seconds without a standby.
 */
final class StandbyPace {
    private final double share;
    private final Map<String, Long> notBefore = new HashMap<>();

    /**
     * @param share of a pod's time, above 0 and up to 1; 1 is no limit
     */
    StandbyPace(double share) {
        this.share = share;
    }

    void hear(List<CommandResult> results) {
        for (CommandResult result : results) {
            if (result.command() instanceof Command.Load load) {
                long rest = Math.round(1e3 * result.seconds() * (1 / share - 1));
                notBefore.merge(load.pod().pod(), result.endedAtMillis() + rest, Math::max);
            }
        }
    }

    boolean allows(String pod, long now) {
        return now >= notBefore.getOrDefault(pod, Long.MIN_VALUE);
    }

    /** Forgets pods that rest no longer. */
    void forget(long now) {
        notBefore.values().removeIf(at -> at <= now);
    }
}
