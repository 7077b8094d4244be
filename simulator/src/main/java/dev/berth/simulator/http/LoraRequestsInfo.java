package dev.berth.simulator.http;

import io.prometheus.client.Collector;
import io.prometheus.client.GaugeMetricFamily;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code vllm:lora_requests_info} with all that misleads its readers: it names adapters with a request in flight, not those
 * resident; the same names stand under running and waiting, without counts; every combination of names ever seen stays as a
 * series of its own, whose value is the time of its last update; an idle engine updates nothing.
 *
 * <p>One mercy: vLLM's series grow without end, here the oldest are dropped beyond a limit.
 */
final class LoraRequestsInfo extends Collector {
    private static final double TICK_SECONDS = 1e-6;

    private final String maxLora;
    private final int maxSeries;
    private final Map<String, Double> seconds = new LinkedHashMap<>(16, 0.75f, true);
    private double newest;

    LoraRequestsInfo(int maxLora, int maxSeries) {
        this.maxLora = Integer.toString(maxLora);
        this.maxSeries = maxSeries;
    }

    /** vLLM's time has microseconds: of two updates within a millisecond, readers must see which one was the last. */
    void update(String names, double nowSeconds) {
        newest = Math.max(nowSeconds, newest + TICK_SECONDS);
        seconds.put(names, newest);
        if (seconds.size() > maxSeries) {
            Iterator<String> oldest = seconds.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    @Override
    public List<MetricFamilySamples> collect() {
        GaugeMetricFamily family = new GaugeMetricFamily(
                "vllm:lora_requests_info",
                "Running stats on lora requests.",
                List.of("max_lora", "waiting_lora_adapters", "running_lora_adapters"));
        seconds.forEach((names, time) -> family.addMetric(List.of(maxLora, names, names), time));
        return List.of(family);
    }
}
