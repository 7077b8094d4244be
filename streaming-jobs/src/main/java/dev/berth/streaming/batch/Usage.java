package dev.berth.streaming.batch;

import dev.berth.domain.demand.LatencyQuantiles;
import dev.berth.domain.slo.Attainment;
import java.util.List;
import java.util.Map;

/**
 * What one tenant asked of one model in a period, and how it was served.
 *
 * @param offered requests that arrived in it
 * @param finished requests that ended in it
 * @param failed of these, rejected, failed or timed out
 * @param promptTokens sum over those that completed, likewise the other tokens
 * @param servedSeconds by pod: how long its requests were there, without the wait in the router
 */
public record Usage(
        String model,
        String tenant,
        long offered,
        long finished,
        long completed,
        long failed,
        Attainment attainment,
        long promptTokens,
        long cachedTokens,
        long outputTokens,
        List<LatencyQuantiles> latencies,
        Map<String, Double> servedSeconds) {
    public Usage {
        latencies = List.copyOf(latencies);
        servedSeconds = Map.copyOf(servedSeconds);
    }
}
