package dev.berth.optimizer.policy.scale;

import java.util.List;

/**
 * How fast the number of pods may follow what a rule asks for: the behaviour section of Kubernetes' HorizontalPodAutoscaler,
 * through which all of these rules act.
 *
 * @param upShare pods that may be added in a period, as a share of those at its start
 * @param upPods the same as a number; the larger of the two counts
 * @param upSeconds that period
 * @param downPods pods that may be taken away in a period
 * @param downSeconds that period
 * @param settleSeconds pods are only taken away down to the most that was asked for in so many seconds
 */
public record ScaleSpeed(
        double upShare, int upPods, double upSeconds, int downPods, double downSeconds, double settleSeconds) {
    /** Kubernetes' defaults: doubled or 4 more in 15 s; down at once, but only to the most asked for in 5 minutes. */
    public static final ScaleSpeed KUBERNETES = new ScaleSpeed(1, 4, 15, Integer.MAX_VALUE, 15, 300);

    /**
     * A decision of the past.
     *
     * @param seconds when it was made
     * @param desired what the rule asked for
     * @param pods that there were to be after it
     */
    public record Past(double seconds, int desired, int pods) {}

    /**
     * The number of pods that there shall be now.
     *
     * @param history earlier decisions in the order of time; those older than the longest of the periods are not looked at
     */
    public int limit(double nowSeconds, int pods, int desired, List<Past> history) {
        if (desired > pods) {
            int atStart = history.stream()
                    .filter(past -> past.seconds() > nowSeconds - upSeconds)
                    .mapToInt(Past::pods)
                    .reduce(podsBefore(nowSeconds - upSeconds, pods, history), Math::min);
            long most = atStart + Math.max(upPods, Math.round(Math.ceil(atStart * upShare)));
            return (int) Math.max(pods, Math.min(desired, most));
        }
        int settled = history.stream()
                .filter(past -> past.seconds() > nowSeconds - settleSeconds)
                .mapToInt(Past::desired)
                .reduce(desired, Math::max);
        int atStart = history.stream()
                .filter(past -> past.seconds() > nowSeconds - downSeconds)
                .mapToInt(Past::pods)
                .reduce(podsBefore(nowSeconds - downSeconds, pods, history), Math::max);
        long least = (long) atStart - downPods;
        return (int) Math.min(pods, Math.max(settled, least));
    }

    /** The number of pods that the last decision up to then left; today's if there was none. */
    private static int podsBefore(double seconds, int pods, List<Past> history) {
        int before = pods;
        for (Past past : history) {
            before = past.seconds() <= seconds ? past.pods() : before;
        }
        return before;
    }
}
