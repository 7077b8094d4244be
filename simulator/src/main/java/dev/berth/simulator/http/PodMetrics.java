package dev.berth.simulator.http;

import dev.berth.domain.engine.EngineLimits;
import dev.berth.simulator.engine.Engine;
import dev.berth.simulator.engine.EngineCounters;
import dev.berth.simulator.engine.EventKind;
import dev.berth.simulator.engine.Sequence;
import dev.berth.simulator.engine.StepResult;
import io.prometheus.client.Collector;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.CounterMetricFamily;
import io.prometheus.client.GaugeMetricFamily;
import io.prometheus.client.exporter.common.TextFormat;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** {@code GET /metrics}: vLLM's names, bounds and labels. Times are those of a client's clock. */
final class PodMetrics implements StepObserver {
    private static final List<String> LABELS = List.of("model_name", "engine");

    /** What is known of a request before the engine has it. */
    private record Accepted(int maxTokens, String finishReason) {}

    private final CollectorRegistry registry = new CollectorRegistry();
    private final Engine engine;
    private final VirtualClock clock;
    private final LongSupplier wallMillis;
    private final List<String> labels;
    private final RequestHistograms histograms;
    private final LoraRequestsInfo loraInfo;
    private final Counter finished;
    private final Map<Long, Accepted> accepted = new HashMap<>();
    private long seenActivity = -1;
    private String activeNames = "";
    private long cachedPromptTokens;

    PodMetrics(Engine engine, VirtualClock clock, LongSupplier wallMillis, PodConfig config) {
        this.engine = engine;
        this.clock = clock;
        this.wallMillis = wallMillis;
        this.labels = List.of(config.baseModel(), "0");
        EngineLimits limits = engine.spec().limits();
        this.histograms = new RequestHistograms(registry, config.baseModel(), limits.maxModelLen());
        this.loraInfo = new LoraRequestsInfo(limits.maxLoras(), config.maxLoraInfoSeries());
        this.finished = Counter.build("vllm:request_success", "Count of successfully processed requests.")
                .labelNames("model_name", "engine", "finished_reason")
                .register(registry);
        for (String reason : List.of("stop", "length", "abort")) {
            finished.labels(config.baseModel(), "0", reason);
        }
        double startSeconds = wallMillis.getAsLong() / 1000.0;
        registry.register(new Collector() {
            @Override
            public List<MetricFamilySamples> collect() {
                return List.of(new GaugeMetricFamily(
                        "process_start_time_seconds",
                        "Start time of the process since unix epoch in seconds.",
                        startSeconds));
            }
        });
        if (limits.maxLoras() > 0) {
            registry.register(loraInfo);
        }
    }

    /** Adds what is read only when asked for: the state of the engine and of its loop. */
    void watch(EngineLoop loop) {
        registry.register(new Collector() {
            @Override
            public List<MetricFamilySamples> collect() {
                return state(loop);
            }
        });
    }

    void accepted(long id, int maxTokens, String finishReason) {
        accepted.put(id, new Accepted(maxTokens, finishReason));
    }

    void aborted(long id) {
        accepted.remove(id);
        finished.labels(labels.get(0), labels.get(1), "abort").inc();
    }

    @Override
    public void stepped(StepResult step) {
        for (int i = 0; i < step.size(); i++) {
            seen(step.kind(i), step.sequence(i));
        }
        if (step.decodes() + step.prefillTokens() > 0) {
            histograms.iterationTokens.observe(step.decodes() + step.prefillTokens());
            updateLoraInfo();
        }
    }

    String text() {
        StringWriter text = new StringWriter(16_384);
        try {
            TextFormat.write004(text, registry.metricFamilySamples());
        } catch (IOException e) {
            throw new UncheckedIOException("a StringWriter does not fail", e);
        }
        return text.toString();
    }

    private void seen(EventKind kind, Sequence sequence) {
        switch (kind) {
            case FIRST_TOKEN -> {
                cachedPromptTokens += sequence.cachedTokens();
                histograms.ttft.observe(
                        seconds(sequence.firstTokenNanos() - sequence.request().arrivalNanos()));
            }
            case TOKEN -> histograms.itl.observe(seconds(sequence.gapNanos()));
            case FINISHED -> ended(sequence);
            case PREEMPTED, ADAPTER_LOADED -> {
                // counted by the engine
            }
        }
    }

    private void ended(Sequence sequence) {
        Accepted request = accepted.remove(sequence.id());
        if (request == null) {
            return; // its client left during the last step, and it was counted as an abort
        }
        finished.labels(labels.get(0), labels.get(1), request.finishReason()).inc();
        long arrival = sequence.request().arrivalNanos();
        int prompt = sequence.request().promptTokens();
        int generated = sequence.generatedTokens();
        double decode = seconds(sequence.lastTokenNanos() - sequence.firstTokenNanos());
        histograms.e2e.observe(seconds(sequence.lastTokenNanos() - arrival));
        histograms.queue.observe(Math.max(0, seconds(sequence.scheduledNanos() - arrival)));
        histograms.inference.observe(seconds(sequence.lastTokenNanos() - sequence.scheduledNanos()));
        histograms.prefill.observe(seconds(sequence.firstTokenNanos() - sequence.scheduledNanos()));
        histograms.decode.observe(decode);
        histograms.timePerOutputToken.observe(generated > 1 ? decode / (generated - 1) : 0);
        histograms.promptTokens.observe(prompt);
        histograms.generationTokens.observe(generated);
        histograms.maxGenerationTokens.observe(generated);
        histograms.paramsMaxTokens.observe(request.maxTokens());
        histograms.prefillKvComputedTokens.observe(prompt - sequence.cachedTokens());
    }

    private void updateLoraInfo() {
        if (seenActivity != engine.activityVersion()) {
            seenActivity = engine.activityVersion();
            activeNames = String.join(",", engine.activeAdapters());
        }
        loraInfo.update(activeNames, wallMillis.getAsLong() / 1000.0);
    }

    private double seconds(long virtualNanos) {
        return clock.wallSeconds(virtualNanos);
    }

    private List<Collector.MetricFamilySamples> state(EngineLoop loop) {
        EngineCounters counters = engine.counters();
        List<Collector.MetricFamilySamples> families = new ArrayList<>();
        families.add(
                gauge("vllm:num_requests_running", "Number of requests in model execution batches.", engine.running()));
        families.add(
                gauge("vllm:num_requests_waiting", "Number of requests waiting to be processed.", engine.waiting()));
        families.add(gauge("vllm:kv_cache_usage_perc", "KV-cache usage. 1 means 100 percent usage.", engine.kvUsage()));
        families.add(
                counter("vllm:prefix_cache_queries", "Prefix cache queries, in tokens.", counters.prefixQueries()));
        families.add(counter("vllm:prefix_cache_hits", "Prefix cache hits, in tokens.", counters.prefixHits()));
        families.add(counter("vllm:num_preemptions", "Cumulative number of preemptions.", counters.preemptions()));
        families.add(counter("vllm:prompt_tokens", "Number of prefill tokens processed.", counters.promptTokens()));
        families.add(counter("vllm:prompt_tokens_cached", "Number of cached prompt tokens.", cachedPromptTokens));
        families.add(counter(
                "vllm:generation_tokens", "Number of generation tokens processed.", counters.generationTokens()));
        families.add(promptTokensBySource(counters));
        families.add(sleepState(loop.paused()));
        families.add(cacheConfig());
        families.add(counter(
                "berth:simulator_late_seconds",
                "Wall seconds by which the machine was late to deliver tokens, added up.",
                loop.lateSeconds()));
        families.add(counter(
                "berth:simulator_adapter_stall_seconds",
                "Engine seconds spent loading adapters.",
                counters.stallNanos() / 1e9));
        families.add(gauge(
                "berth:simulator_host_adapters",
                "Adapters in host memory, unloaded ones among them.",
                engine.hostAdapters()));
        return families;
    }

    private Collector.MetricFamilySamples promptTokensBySource(EngineCounters counters) {
        var family = new CounterMetricFamily(
                "vllm:prompt_tokens_by_source",
                "Number of prompt tokens by source.",
                List.of("model_name", "engine", "source"));
        family.addMetric(with("local_compute"), counters.promptTokens() - cachedPromptTokens);
        family.addMetric(with("local_cache_hit"), cachedPromptTokens);
        family.addMetric(with("external_kv_transfer"), 0);
        return family;
    }

    private Collector.MetricFamilySamples sleepState(boolean asleep) {
        var family = new GaugeMetricFamily(
                "vllm:engine_sleep_state",
                "Engine sleep state; awake = 0 means engine is sleeping.",
                List.of("model_name", "engine", "sleep_state"));
        family.addMetric(with("awake"), asleep ? 0 : 1);
        family.addMetric(with("weights_offloaded"), asleep ? 1 : 0);
        family.addMetric(with("discard_all"), 0);
        return family;
    }

    private Collector.MetricFamilySamples cacheConfig() {
        var family = new GaugeMetricFamily(
                "vllm:cache_config_info",
                "Information of the LLMEngine CacheConfig",
                List.of("block_size", "cache_dtype", "enable_prefix_caching", "engine", "num_gpu_blocks"));
        String blockTokens = Integer.toString(engine.spec().limits().blockTokens());
        family.addMetric(List.of(blockTokens, "auto", "True", "0", Integer.toString(engine.kvBlockCount())), 1);
        return family;
    }

    private List<String> with(String third) {
        return List.of(labels.get(0), labels.get(1), third);
    }

    private Collector.MetricFamilySamples gauge(String name, String help, double value) {
        return new GaugeMetricFamily(name, help, LABELS).addMetric(labels, value);
    }

    private Collector.MetricFamilySamples counter(String name, String help, double value) {
        return new CounterMetricFamily(name, help, LABELS).addMetric(labels, value);
    }
}
