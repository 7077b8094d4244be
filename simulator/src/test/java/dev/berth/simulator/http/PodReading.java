package dev.berth.simulator.http;

import dev.berth.domain.metrics.MetricSample;
import dev.berth.domain.metrics.PrometheusText;
import dev.berth.domain.metrics.VllmReading;
import java.time.Duration;
import org.awaitility.Awaitility;

/** What a pod's metrics say. */
final class PodReading {
    private PodReading() {}

    static VllmReading of(PodClient client) {
        return VllmReading.from(PrometheusText.parse(client.metrics()));
    }

    /** The sum of a metric's series. */
    static double of(PodClient client, String name) {
        return PrometheusText.parse(client.metrics()).samples().stream()
                .filter(sample -> sample.name().equals(name))
                .mapToDouble(MetricSample::value)
                .sum();
    }

    static void awaitRunning(PodClient client, int requests) {
        Awaitility.await("running " + requests)
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> of(client).running() == requests);
    }
}
