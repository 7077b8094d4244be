package dev.berth.domain.metrics;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * One reading of a vLLM server, whatever its version calls things. Gauges of data-parallel engines (label {@code engine})
 * are summed, KV use is their mean, counters are summed; slots are those of one engine, for each batches on its own. Missing
 * metrics are 0.
 *
 * @param startSeconds {@code process_start_time_seconds}: tells one life of a server from the next; 0 if not exposed
 * @param running requests in the batch
 * @param waiting requests queued in the engine
 * @param kvCacheUsage 0 to 1
 * @param maxLora GPU slots; 0 if LoRA is off or the metric missing
 * @param activeAdapters adapters with a request in flight. From the newer residency metrics if they are there, else from
 *     {@code vllm:lora_requests_info}, which lists activity without counts, puts the same names under running and waiting,
 *     and never drops an old series: only the series with the largest value (its time) counts, of each data-parallel engine
 */
public record VllmReading(
        double startSeconds,
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

    private static final String LORA_INFO = "vllm:lora_requests_info";

    public VllmReading {
        activeAdapters = List.copyOf(activeAdapters);
    }

    /** Every name that is looked at, of any version. */
    private static final Set<String> NAMES = Set.of(
            "process_start_time_seconds",
            "vllm:num_requests_running",
            "vllm:num_requests_waiting",
            "vllm:kv_cache_usage_perc",
            "vllm:gpu_cache_usage_perc",
            "vllm:prompt_tokens_total",
            "vllm:generation_tokens_total",
            "vllm:num_preemptions_total",
            "vllm:prefix_cache_queries_total",
            "vllm:prefix_cache_hits_total",
            "vllm:gpu_prefix_cache_queries_total",
            "vllm:gpu_prefix_cache_hits_total",
            "vllm:request_success_total",
            "vllm:max_gpu_lora_adapters",
            "vllm:lora_adapter_loaded",
            LORA_INFO);

    /** Of a server's page; what is not looked at is not even parsed. */
    public static VllmReading of(String metricsText) {
        return from(PrometheusText.parse(metricsText, NAMES::contains));
    }

    public static VllmReading from(PrometheusText.Reading reading) {
        List<MetricSample> samples = reading.samples();
        return new VllmReading(
                largest(samples, "process_start_time_seconds"),
                sum(samples, "vllm:num_requests_running"),
                sum(samples, "vllm:num_requests_waiting"),
                mean(samples, "vllm:kv_cache_usage_perc", "vllm:gpu_cache_usage_perc"),
                sum(samples, "vllm:prompt_tokens_total"),
                sum(samples, "vllm:generation_tokens_total"),
                sum(samples, "vllm:num_preemptions_total"),
                sum(samples, "vllm:prefix_cache_queries_total", "vllm:gpu_prefix_cache_queries_total"),
                sum(samples, "vllm:prefix_cache_hits_total", "vllm:gpu_prefix_cache_hits_total"),
                sum(samples, "vllm:request_success_total"),
                maxLora(samples),
                activeAdapters(samples));
    }

    /** Under the first of the names that is there: a metric may have been renamed. */
    private static double sum(List<MetricSample> samples, String... names) {
        for (String name : names) {
            double[] values = samples.stream()
                    .filter(s -> s.name().equals(name) && Double.isFinite(s.value()))
                    .mapToDouble(MetricSample::value)
                    .toArray();
            if (values.length > 0) {
                return Arrays.stream(values).sum();
            }
        }
        return 0;
    }

    private static double largest(List<MetricSample> samples, String name) {
        return samples.stream()
                .filter(s -> s.name().equals(name) && Double.isFinite(s.value()))
                .mapToDouble(MetricSample::value)
                .max()
                .orElse(0);
    }

    private static double mean(List<MetricSample> samples, String... names) {
        for (String name : names) {
            OptionalDouble mean = samples.stream()
                    .filter(s -> s.name().equals(name) && Double.isFinite(s.value()))
                    .mapToDouble(MetricSample::value)
                    .average();
            if (mean.isPresent()) {
                return mean.getAsDouble();
            }
        }
        return 0;
    }

    private static int maxLora(List<MetricSample> samples) {
        double declared = largest(samples, "vllm:max_gpu_lora_adapters");
        if (declared > 0) {
            return (int) declared;
        }
        return newest(samples).stream()
                .mapToInt(s -> whole(s.label("max_lora")))
                .max()
                .orElse(0);
    }

    private static List<String> activeAdapters(List<MetricSample> samples) {
        List<String> resident = samples.stream()
                .filter(s -> s.name().equals("vllm:lora_adapter_loaded") && s.value() > 0)
                .filter(s -> s.label("level").equals("gpu"))
                .map(s -> s.label("adapter_name"))
                .distinct()
                .sorted()
                .toList();
        if (!resident.isEmpty()) {
            return resident;
        }
        return newest(samples).stream()
                .flatMap(VllmReading::namesOf)
                .distinct()
                .sorted()
                .toList();
    }

    /** The newest series of each engine; where engines are not told apart, they are one. */
    private static Collection<MetricSample> newest(List<MetricSample> samples) {
        Map<String, MetricSample> byEngine = new TreeMap<>();
        for (MetricSample s : samples) {
            if (s.name().equals(LORA_INFO) && Double.isFinite(s.value())) {
                byEngine.merge(s.label("engine"), s, (a, b) -> b.value() > a.value() ? b : a);
            }
        }
        return byEngine.values();
    }

    private static Stream<String> namesOf(MetricSample info) {
        String both = info.label("running_lora_adapters") + "," + info.label("waiting_lora_adapters");
        return Arrays.stream(both.split(",", -1)).map(String::strip).filter(name -> !name.isEmpty());
    }

    private static int whole(String text) {
        return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 0;
    }
}
