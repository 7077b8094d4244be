package dev.berth.optimizer.policy.scale;

/**
 * llm-d's SLO-aware control law ({@code llm-d/llm-d}, guides/workload-autoscaling/README.slo-aware.md). With s the mean over
 * 45 s of latency over its objective, each sample capped at 2, n the pods and c the share of them that is ready:
 *
 * <pre>
 *   s above 0.55    n + ceil(n (s c / 0.55 - 1))     pods that are not ready yet are a credit against more
 *   s below 0.40    n - floor(n (1 - s / 0.40))
 *   between         n
 * </pre>
 *
 * Doubled or 4 more in 60 s, one less in 120 s. Without samples nothing changes.
 */
final class LlmdBandScaler implements PodScaler {
    static final double UPPER = 0.55;
    private static final double LOWER = 0.40;
    private static final double CAP = 2;

    private final double upper;
    private final double lower;

    /**
     * @param upper end of the band; the lower one keeps its proportion
     */
    LlmdBandScaler(double upper) {
        this.upper = upper;
        this.lower = LOWER * upper / UPPER;
    }

    @Override
    public String name() {
        return "llm-d-band";
    }

    @Override
    public ScaleSpeed speed() {
        return new ScaleSpeed(1, 4, 60, 1, 120, 0);
    }

    @Override
    public int desired(DeploymentLoad load) {
        int pods = load.pods();
        if (load.latencyToSlo().isEmpty() || pods == 0) {
            return pods;
        }
        double pressure = load.latencyToSlo().stream()
                .mapToDouble(ratio -> Math.min(CAP, ratio))
                .average()
                .orElseThrow();
        if (pressure > upper) {
            double credit = (double) load.ready().size() / pods;
            return pods + Math.max(0, (int) Math.ceil(pods * (pressure * credit / upper - 1) - 1e-9));
        }
        if (pressure < lower) {
            return pods - (int) Math.floor(pods * (1 - pressure / lower) + 1e-9);
        }
        return pods;
    }
}
