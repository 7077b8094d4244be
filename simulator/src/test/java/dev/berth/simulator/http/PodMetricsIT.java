package dev.berth.simulator.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.metrics.MetricSample;
import dev.berth.domain.metrics.PrometheusText;
import dev.berth.domain.metrics.VllmReading;
import dev.berth.simulator.engine.TestEngines;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PodMetricsIT {
    private static final Map<String, Object> EXACTLY = Map.of("ignore_eos", true);

    private long beforeStart;
    private SimulatedPod pod;
    private PodClient client;

    @BeforeEach
    void startPod() {
        beforeStart = System.currentTimeMillis();
        pod = SimulatedPod.start(PodConfig.of("pod-1", "base").withSpeed(10), TestEngines.roomy());
        client = new PodClient(pod);
    }

    @AfterEach
    void closePod() {
        pod.close();
    }

    @Test
    void aReaderOfVllmSeesWhatWasDone() {
        client.load("sql", "/adapters/sql-r16");
        String prompt = "x".repeat(64 * 5 + 8);
        for (String model : List.of("base", "sql", "sql")) {
            client.post("/v1/chat/completions", PodClient.chat(model, prompt, 10, EXACTLY));
        }

        PrometheusText.Reading text = PrometheusText.parse(client.metrics());
        VllmReading reading = VllmReading.from(text);

        assertThat(text.badLines()).isZero();
        assertThat(reading.startSeconds()).isBetween(beforeStart / 1000.0 - 0.001, System.currentTimeMillis() / 1000.0);
        assertThat(reading.promptTokensTotal()).as("3 prompts of 328 bytes").isEqualTo(3 * 82);
        assertThat(reading.generationTokensTotal()).isEqualTo(30);
        assertThat(reading.requestsFinishedTotal()).isEqualTo(3);
        assertThat(reading.prefixQueriesTotal()).isEqualTo(246);
        assertThat(reading.prefixHitsTotal()).as("the second of sql").isEqualTo(80);
        assertThat(reading.running() + reading.waiting()).isZero();
        assertThat(reading.kvCacheUsage()).isZero();
        assertThat(reading.maxLora()).isEqualTo(8);
        assertThat(reading.activeAdapters())
                .as("resident, but nothing in flight")
                .isEmpty();
        assertThat(sum(text, "vllm:time_to_first_token_seconds_count")).isEqualTo(3);
        assertThat(sum(text, "vllm:inter_token_latency_seconds_count")).isEqualTo(27);
        assertThat(sum(text, "vllm:e2e_request_latency_seconds_count")).isEqualTo(3);
        assertThat(sum(text, "vllm:prompt_tokens_cached_total")).isEqualTo(80);
    }

    @Test
    void loraInfoNamesActivityInBothLabelsAndNeverDropsASeries() {
        client.load("idle", "/adapters/idle-r16");
        client.load("a", "/adapters/a-r16");
        client.load("b", "/adapters/b-r16");
        var a = client.sendLater(client.json("/v1/chat/completions", PodClient.chat("a", "hello", 7_000, EXACTLY)));
        PodReading.awaitRunning(client, 1);
        CompletableFuture<HttpResponse<String>> b =
                client.sendLater(client.json("/v1/chat/completions", PodClient.chat("b", "hello", 5, EXACTLY)));
        b.join();
        a.cancel(true);
        PodReading.awaitRunning(client, 0);

        PrometheusText.Reading text = PrometheusText.parse(client.metrics());
        List<MetricSample> series = text.samples().stream()
                .filter(sample -> sample.name().equals("vllm:lora_requests_info"))
                .toList();

        assertThat(series).allMatch(s -> s.label("running_lora_adapters").equals(s.label("waiting_lora_adapters")));
        assertThat(series.stream().map(s -> s.label("running_lora_adapters")))
                .containsExactlyInAnyOrder("a", "a,b", "");
        assertThat(VllmReading.from(text).activeAdapters())
                .as("the newest series")
                .isEmpty();
    }

    @Test
    void namesBoundsAndLabelsAreVllms() {
        client.post("/v1/chat/completions", PodClient.chat("base", "hello", 3, EXACTLY));

        String text = client.metrics();

        assertThat(text)
                .contains("vllm:time_to_first_token_seconds_bucket{model_name=\"base\",engine=\"0\",le=\"0.001\",}")
                .contains("vllm:time_to_first_token_seconds_bucket{model_name=\"base\",engine=\"0\",le=\"2560.0\",}")
                .contains("vllm:inter_token_latency_seconds_bucket{model_name=\"base\",engine=\"0\",le=\"0.025\",}")
                .contains("vllm:request_time_per_output_token_seconds_bucket")
                .contains("vllm:e2e_request_latency_seconds_bucket{model_name=\"base\",engine=\"0\",le=\"7680.0\",}")
                .contains("vllm:request_prompt_tokens_bucket{model_name=\"base\",engine=\"0\",le=\"5000.0\",}")
                .doesNotContain("le=\"10000.0\"")
                .contains("vllm:iteration_tokens_total_bucket")
                .contains("vllm:engine_sleep_state{model_name=\"base\",engine=\"0\",sleep_state=\"awake\",} 1.0")
                .contains("vllm:cache_config_info{block_size=\"16\"")
                .contains(
                        "vllm:request_success_total{model_name=\"base\",engine=\"0\",finished_reason=\"length\",} 1.0");
    }

    private static double sum(PrometheusText.Reading text, String name) {
        return text.samples().stream()
                .filter(sample -> sample.name().equals(name))
                .mapToDouble(MetricSample::value)
                .sum();
    }
}
