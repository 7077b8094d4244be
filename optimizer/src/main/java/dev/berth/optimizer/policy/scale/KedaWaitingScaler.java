package dev.berth.optimizer.policy.scale;

/**
 * KEDA on waiting requests, as vLLM production-stack's Helm chart sets it up ({@code modelSpec[].keda}: the sum of
 * {@code vllm:num_requests_waiting}, threshold 5): {@code ceil(waiting / 5)} pods, unless that is within a tenth of the
 * threshold per pod, by Kubernetes' autoscaler at its default speed. Blind to objectives, start-up time and adapters; with
 * nothing waiting it asks for none, down to the deployment's least.
 */
final class KedaWaitingScaler implements PodScaler {
    static final double THRESHOLD = 5;
    private static final double TOLERANCE = 0.1;

    private final double threshold;

    /**
     * @param threshold waiting requests that a pod is wanted for
     */
    KedaWaitingScaler(double threshold) {
        this.threshold = threshold;
    }

    @Override
    public String name() {
        return "keda-waiting";
    }

    @Override
    public ScaleSpeed speed() {
        return ScaleSpeed.KUBERNETES;
    }

    @Override
    public int desired(DeploymentLoad load) {
        double waiting =
                load.ready().stream().mapToInt(DeploymentLoad.PodLoad::waiting).sum();
        double ratio = load.pods() == 0 ? Double.POSITIVE_INFINITY : waiting / (threshold * load.pods());
        return Math.abs(ratio - 1) <= TOLERANCE ? load.pods() : (int) Math.ceil(waiting / threshold);
    }
}
