package dev.berth.domain.demand;

import java.util.List;

/**
 * One reading of a pod's {@code /metrics}. Counters are cumulative since the engine's start.
 *
 * @param up whether it answered; if not, all else is empty
 * @param scrapeSeconds how long the answer took
 * @param running {@code vllm:num_requests_running}
 * @param waiting {@code vllm:num_requests_waiting}
 * @param kvCacheUsage 0 to 1
 * @param maxLora GPU slots that the engine reports; 0 if it does not
 * @param activeAdapters adapters with a request in flight (activity: neither residency nor counts)
 */
public record EngineSample(
        int v,
        String pod,
        String incarnation,
        String deployment,
        long atMillis,
        boolean up,
        double scrapeSeconds,
        double running,
        double waiting,
        double kvCacheUsage,
        double promptTokensTotal,
        double generationTokensTotal,
        double preemptionsTotal,
        double prefixQueriesTotal,
        double prefixHitsTotal,
        double requestsFinishedTotal,
        int maxLora,
        List<String> activeAdapters) {
    /** The form that this build writes and reads. */
    public static final int FORM = 1;

    public EngineSample {
        activeAdapters = List.copyOf(activeAdapters);
    }
}
