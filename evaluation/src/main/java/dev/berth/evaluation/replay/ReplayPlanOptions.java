package dev.berth.evaluation.replay;

import java.util.List;

/**
 * How a trace becomes a plan.
 *
 * @param durationSeconds length of the segment that is cut from the trace at a place that the seed decides
 * @param requestsPerSecond that the segment is scaled to; 0 leaves the trace's own rate
 * @param adapters the first is the hottest; may be empty (then all traffic is the base model's)
 * @param baseModel asked for by {@code baseModelShare} of the requests
 * @param baseModelShare 0 to 1
 * @param zipf exponent of the adapters' popularity
 * @param driftAtShare of the duration, when the popularity changes; 0 for never
 * @param driftShare of the adapters that swap popularity then
 * @param streamShare of the requests that ask for a stream
 * @param maxModelLen prompt + output tokens that the engine takes; longer requests are dropped and counted
 * @param systemPromptTokens of each adapter's own system prompt; 0 for none
 */
public record ReplayPlanOptions(
        double durationSeconds,
        double requestsPerSecond,
        List<String> adapters,
        String baseModel,
        double baseModelShare,
        double zipf,
        double driftAtShare,
        double driftShare,
        double streamShare,
        int maxModelLen,
        int systemPromptTokens) {

    public ReplayPlanOptions {
        adapters = List.copyOf(adapters);
        share("baseModelShare", baseModelShare);
        share("driftAtShare", driftAtShare);
        share("driftShare", driftShare);
        share("streamShare", streamShare);
        if (!(durationSeconds > 0) || !(requestsPerSecond >= 0) || !(zipf >= 0)) {
            throw new IllegalArgumentException("duration must be > 0 s, rate and Zipf exponent >= 0");
        }
    }

    /** Zipf 1, drift of 10 % half-way, 80 % streams, no base-model traffic, any length up to 16,384 tokens. */
    public static ReplayPlanOptions of(
            double durationSeconds, double requestsPerSecond, List<String> adapters, String baseModel) {
        return new ReplayPlanOptions(
                durationSeconds, requestsPerSecond, adapters, baseModel, 0, 1.0, 0.5, 0.1, 0.8, 16_384, 0);
    }

    public ReplayPlanOptions withZipf(double newZipf) {
        return new ReplayPlanOptions(
                durationSeconds,
                requestsPerSecond,
                adapters,
                baseModel,
                baseModelShare,
                newZipf,
                driftAtShare,
                driftShare,
                streamShare,
                maxModelLen,
                systemPromptTokens);
    }

    public ReplayPlanOptions withMaxModelLen(int newMaxModelLen) {
        return new ReplayPlanOptions(
                durationSeconds,
                requestsPerSecond,
                adapters,
                baseModel,
                baseModelShare,
                zipf,
                driftAtShare,
                driftShare,
                streamShare,
                newMaxModelLen,
                systemPromptTokens);
    }

    public ReplayPlanOptions withRequestsPerSecond(double newRequestsPerSecond) {
        return new ReplayPlanOptions(
                durationSeconds,
                newRequestsPerSecond,
                adapters,
                baseModel,
                baseModelShare,
                zipf,
                driftAtShare,
                driftShare,
                streamShare,
                maxModelLen,
                systemPromptTokens);
    }

    private static void share(String what, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(what + " must be between 0 and 1, not " + value);
        }
    }
}
