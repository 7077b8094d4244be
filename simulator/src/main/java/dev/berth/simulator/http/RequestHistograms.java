package dev.berth.simulator.http;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Histogram;
import java.util.ArrayList;
import java.util.List;

/** vLLM's histograms with its bucket bounds, which its readers rely on. Seconds, or tokens. */
final class RequestHistograms {
    private static final double[] TTFT = {
        .001, .005, .01, .02, .04, .06, .08, .1, .25, .5, .75, 1, 2.5, 5, 7.5, 10, 20, 40, 80, 160, 640, 2560
    };
    private static final double[] TOKEN_GAP = {
        .01, .025, .05, .075, .1, .15, .2, .3, .4, .5, .75, 1, 2.5, 5, 7.5, 10, 20, 40, 80
    };
    private static final double[] REQUEST = {
        .3, .5, .8, 1, 1.5, 2, 2.5, 5, 10, 15, 20, 30, 40, 50, 60, 120, 240, 480, 960, 1920, 7680
    };
    private static final double[] STEP_TOKENS = {1, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384};

    final Histogram.Child ttft;
    final Histogram.Child itl;
    final Histogram.Child timePerOutputToken;
    final Histogram.Child e2e;
    final Histogram.Child queue;
    final Histogram.Child inference;
    final Histogram.Child prefill;
    final Histogram.Child decode;
    final Histogram.Child promptTokens;
    final Histogram.Child generationTokens;
    final Histogram.Child maxGenerationTokens;
    final Histogram.Child paramsMaxTokens;
    final Histogram.Child prefillKvComputedTokens;
    final Histogram.Child iterationTokens;

    private final CollectorRegistry registry;
    private final String modelName;

    RequestHistograms(CollectorRegistry registry, String modelName, int maxModelLen) {
        this.registry = registry;
        this.modelName = modelName;
        double[] tokens = oneTwoFive(maxModelLen);
        ttft = of("time_to_first_token_seconds", "time to first token in seconds", TTFT);
        itl = of("inter_token_latency_seconds", "inter-token latency in seconds", TOKEN_GAP);
        timePerOutputToken =
                of("request_time_per_output_token_seconds", "time per output token of a request in seconds", TOKEN_GAP);
        e2e = of("e2e_request_latency_seconds", "end to end request latency in seconds", REQUEST);
        queue = of("request_queue_time_seconds", "time spent in WAITING phase", REQUEST);
        inference = of("request_inference_time_seconds", "time spent in RUNNING phase", REQUEST);
        prefill = of("request_prefill_time_seconds", "time spent in PREFILL phase", REQUEST);
        decode = of("request_decode_time_seconds", "time spent in DECODE phase", REQUEST);
        promptTokens = of("request_prompt_tokens", "prefill tokens processed", tokens);
        generationTokens = of("request_generation_tokens", "generation tokens processed", tokens);
        maxGenerationTokens = of("request_max_num_generation_tokens", "maximum number of generation tokens", tokens);
        paramsMaxTokens = of("request_params_max_tokens", "max_tokens request parameter", tokens);
        prefillKvComputedTokens =
                of("request_prefill_kv_computed_tokens", "KV tokens computed in prefill, without cached ones", tokens);
        iterationTokens = of("iteration_tokens_total", "tokens per engine step", STEP_TOKENS);
    }

    private Histogram.Child of(String name, String what, double[] bounds) {
        return Histogram.build("vllm:" + name, "Histogram of " + what + ".")
                .labelNames("model_name", "engine")
                .buckets(bounds)
                .register(registry)
                .labels(modelName, "0");
    }

    /** 1, 2, 5, 10, 20, 50, ... up to the longest request. */
    static double[] oneTwoFive(int most) {
        List<Double> bounds = new ArrayList<>();
        for (double decade = 1; decade <= most; decade *= 10) {
            for (double mantissa : new double[] {1, 2, 5}) {
                if (mantissa * decade <= most) {
                    bounds.add(mantissa * decade);
                }
            }
        }
        return bounds.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
