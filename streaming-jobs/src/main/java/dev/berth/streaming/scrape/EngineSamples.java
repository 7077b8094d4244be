package dev.berth.streaming.scrape;

import dev.berth.domain.demand.EngineSample;
import dev.berth.domain.metrics.PrometheusText;
import dev.berth.domain.metrics.VllmReading;
import java.util.List;

/** The sample that a reading, or its absence, amounts to. */
final class EngineSamples {
    private EngineSamples() {}

    static EngineSample up(PodSplit pod, String metricsText, long nowMillis, double scrapeSeconds) {
        VllmReading reading = VllmReading.from(PrometheusText.parse(metricsText));
        return new EngineSample(
                EngineSample.FORM,
                pod.pod(),
                pod.incarnation(),
                pod.deployment(),
                nowMillis,
                true,
                scrapeSeconds,
                reading.running(),
                reading.waiting(),
                reading.kvCacheUsage(),
                reading.promptTokensTotal(),
                reading.generationTokensTotal(),
                reading.preemptionsTotal(),
                reading.prefixQueriesTotal(),
                reading.prefixHitsTotal(),
                reading.requestsFinishedTotal(),
                reading.maxLora(),
                reading.activeAdapters());
    }

    static EngineSample down(PodSplit pod, long nowMillis, double scrapeSeconds) {
        return new EngineSample(
                EngineSample.FORM,
                pod.pod(),
                pod.incarnation(),
                pod.deployment(),
                nowMillis,
                false,
                scrapeSeconds,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                List.of());
    }
}
