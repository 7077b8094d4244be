package dev.berth.streaming.scrape;

import dev.berth.domain.demand.EngineSample;
import dev.berth.domain.metrics.VllmReading;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The sample that a reading, or its absence, amounts to.
 *
 * <p>Counters begin anew when a server does. Where the incarnation of a pod is the start time that the server itself reports, a
 * sample carries the one that it was read with, so counters never fall within an incarnation: the fleet learns of a restart only
 * seconds later. Other incarnations (Kubernetes') are taken from the fleet, and whoever subtracts counters must expect them to
 * fall once.
 */
final class EngineSamples {
    private static final Pattern START_TIME = Pattern.compile("[0-9]+\\.[0-9]{3}");

    private EngineSamples() {}

    static EngineSample up(PodSplit pod, String metricsText, long nowMillis, double scrapeSeconds) {
        VllmReading reading = VllmReading.of(metricsText);
        return new EngineSample(
                EngineSample.FORM,
                pod.pod(),
                incarnation(pod, reading.startSeconds()),
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

    private static String incarnation(PodSplit pod, double startSeconds) {
        return startSeconds > 0 && START_TIME.matcher(pod.incarnation()).matches()
                ? String.format(Locale.ROOT, "%.3f", startSeconds)
                : pod.incarnation();
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
