package dev.berth.optimizer.policy.scale;

import dev.berth.optimizer.policy.scale.DeploymentLoad.PodLoad;
import java.util.List;

/**
 * The saturation mode of llm-d's workload-variant autoscaler ({@code llm-d/llm-d-autoscaling}, docs/saturation-analyzer.md),
 * its default, on the peaks of the last minute. A pod is saturated at KV cache use of 0.80 or with 5 waiting. One more pod if
 * those that are not have less than 0.10 of KV cache or less than 3 places in the queue to spare on average, or if all are
 * saturated; one less if the load of those that are not, spread over one pod less of them, would leave as much to spare. No
 * more while pods are starting.
 *
 * <p>Of one deployment: which of several variants is cheapest does not come up.
 */
final class WvaSaturationScaler implements PodScaler {
    private static final double KV_SATURATED = 0.80;
    private static final int QUEUE_SATURATED = 5;
    static final double KV_SPARE = 0.10;
    private static final double QUEUE_SPARE = 3;

    private final double kvSpare;

    /**
     * @param kvSpare share of the KV cache, below saturation, that is kept free on average
     */
    WvaSaturationScaler(double kvSpare) {
        this.kvSpare = kvSpare;
    }

    @Override
    public String name() {
        return "wva-saturation";
    }

    @Override
    public ScaleSpeed speed() {
        return ScaleSpeed.KUBERNETES;
    }

    @Override
    public int desired(DeploymentLoad load) {
        List<PodLoad> calm = load.ready().stream()
                .filter(pod -> pod.mostKvUse() < KV_SATURATED && pod.mostWaiting() < QUEUE_SATURATED)
                .toList();
        boolean starting = load.pods() > load.ready().size();
        if (calm.isEmpty() || !spares(calm, calm.size())) {
            return starting ? load.pods() : load.pods() + 1;
        }
        boolean oneLess = calm.size() >= 2 && spares(calm, calm.size() - 1);
        return oneLess ? load.pods() - 1 : load.pods();
    }

    /** Whether so many pods with all of this load would have enough to spare on average. */
    private boolean spares(List<PodLoad> loads, int pods) {
        double kvUse = loads.stream().mapToDouble(PodLoad::mostKvUse).sum() / pods;
        double waiting = loads.stream().mapToDouble(PodLoad::mostWaiting).sum() / pods;
        return KV_SATURATED - kvUse >= kvSpare - 1e-9 && QUEUE_SATURATED - waiting >= QUEUE_SPARE - 1e-9;
    }
}
