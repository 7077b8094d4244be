package dev.berth.domain.metrics;

import java.util.Map;

/**
 * One line of the Prometheus text format.
 *
 * @param name metric name, with the suffix ({@code _total}, {@code _bucket} ...) as exposed
 * @param labels unescaped
 * @param value may be NaN or infinite
 */
public record MetricSample(String name, Map<String, String> labels, double value) {
    public MetricSample {
        labels = Map.copyOf(labels);
    }

    /** The label's value, empty if it has none. */
    public String label(String label) {
        return labels.getOrDefault(label, "");
    }
}
