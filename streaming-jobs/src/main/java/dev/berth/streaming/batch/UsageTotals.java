package dev.berth.streaming.batch;

import dev.berth.domain.demand.RequestFinished;
import dev.berth.domain.slo.Attainment;
import dev.berth.streaming.demand.LatencySketches;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** {@link Usage} while it is added up. State of a job, so no record; whole numbers, so that no order changes a sum. */
public final class UsageTotals {
    public long offered;
    public long finished;
    public long completed;
    public long failed;
    public long met;
    public long counted;
    public long promptTokens;
    public long cachedTokens;
    public long outputTokens;
    public LatencySketches latencies = new LatencySketches();
    public Map<String, Long> servedMicros = new HashMap<>();

    /** For Flink's serializer. */
    public UsageTotals() {}

    void add(RequestFinished request) {
        finished++;
        switch (request.verdict()) {
            case MET -> {
                met++;
                counted++;
            }
            case MISSED -> counted++;
            case NOT_COUNTED -> {
                // A client's own doing.
            }
        }
        switch (request.outcome()) {
            case COMPLETED -> {
                completed++;
                promptTokens += request.promptTokens();
                cachedTokens += request.cachedTokens();
                outputTokens += request.outputTokens();
                latencies.add(request);
            }
            case REJECTED, FAILED, TIMED_OUT -> failed++;
            case CLIENT_ABORT, CLIENT_ERROR -> {
                // Its time at a pod counts all the same.
            }
        }
        if (!request.pod().isEmpty()) {
            long micros = Math.round(Math.max(0, request.e2eSeconds() - request.queuedSeconds()) * 1e6);
            servedMicros.merge(request.pod(), micros, Long::sum);
        }
    }

    Usage usage(String model, String tenant) {
        Map<String, Double> seconds = new TreeMap<>();
        servedMicros.forEach((pod, micros) -> seconds.put(pod, micros / 1e6));
        return new Usage(
                model,
                tenant,
                offered,
                finished,
                completed,
                failed,
                new Attainment(met, counted),
                promptTokens,
                cachedTokens,
                outputTokens,
                latencies.quantiles(),
                seconds);
    }
}
