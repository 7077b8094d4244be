package dev.berth.optimizer.policy.scale;

import java.util.List;

/**
 * What autoscalers see of one deployment at one time.
 *
 * @param pods that there are or that are starting: what the last decision asked for
 * @param ready the pods that are ready
 * @param latencyToSlo P90 TTFT or P90 TPOT over its objective, whichever is larger, one value for each sample of the last
 *     45 s; empty if no request ended
 */
public record DeploymentLoad(int pods, List<PodLoad> ready, List<Double> latencyToSlo) {
    public DeploymentLoad {
        if (pods < ready.size()) {
            throw new IllegalArgumentException(ready.size() + " ready pods of " + pods);
        }
        ready = List.copyOf(ready);
        latencyToSlo = List.copyOf(latencyToSlo);
    }

    /**
     * What is seen of one ready pod.
     *
     * @param waiting requests that wait in the pod now
     * @param mostWaiting the most that waited at once in the last minute
     * @param mostKvUse the highest KV cache use of the last minute, 0 to 1
     */
    public record PodLoad(int waiting, int mostWaiting, double mostKvUse) {}
}
