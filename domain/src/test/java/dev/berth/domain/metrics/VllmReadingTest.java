package dev.berth.domain.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VllmReadingTest {
    private static VllmReading read(String text) {
        return VllmReading.from(PrometheusText.parse(text));
    }

    @Test
    void a_page_of_todays_vllm() {
        VllmReading reading = read(
                """
                process_start_time_seconds 1.76722500025e+09
                vllm:num_requests_running{engine="0",model_name="llama"} 5.0
                vllm:num_requests_waiting{engine="0",model_name="llama"} 2.0
                vllm:kv_cache_usage_perc{engine="0",model_name="llama"} 0.375
                vllm:prompt_tokens_total{engine="0",model_name="llama"} 51200.0
                vllm:generation_tokens_total{engine="0",model_name="llama"} 6144.0
                vllm:num_preemptions_total{engine="0",model_name="llama"} 3.0
                vllm:prefix_cache_queries_total{engine="0",model_name="llama"} 51200.0
                vllm:prefix_cache_hits_total{engine="0",model_name="llama"} 12800.0
                vllm:request_success_total{engine="0",finished_reason="stop",model_name="llama"} 90.0
                vllm:request_success_total{engine="0",finished_reason="length",model_name="llama"} 10.0
                vllm:lora_requests_info{max_lora="8",running_lora_adapters="sql,chat",waiting_lora_adapters="sql,chat"} 1.7672250e+09
                """);
        assertThat(reading.startSeconds()).isEqualTo(1_767_225_000.25);
        assertThat(reading.running()).isEqualTo(5);
        assertThat(reading.waiting()).isEqualTo(2);
        assertThat(reading.kvCacheUsage()).isEqualTo(0.375);
        assertThat(reading.promptTokensTotal()).isEqualTo(51_200);
        assertThat(reading.generationTokensTotal()).isEqualTo(6_144);
        assertThat(reading.preemptionsTotal()).isEqualTo(3);
        assertThat(reading.prefixQueriesTotal()).isEqualTo(51_200);
        assertThat(reading.prefixHitsTotal()).isEqualTo(12_800);
        assertThat(reading.requestsFinishedTotal()).isEqualTo(100);
        assertThat(reading.maxLora()).isEqualTo(8);
        assertThat(reading.activeAdapters()).containsExactly("chat", "sql");
    }

    @Test
    void an_old_series_is_never_dropped_so_the_newest_one_counts() {
        VllmReading reading = read(
                """
                vllm:lora_requests_info{max_lora="1",running_lora_adapters="lora4,lora2",waiting_lora_adapters="lora3"} 1.257894567e+09
                vllm:lora_requests_info{max_lora="2",running_lora_adapters="lora4,lora3",waiting_lora_adapters=""} 1.257894569e+09
                vllm:lora_requests_info{max_lora="1",running_lora_adapters="lora1",waiting_lora_adapters=""} 1.257894568e+09
                """);
        assertThat(reading.activeAdapters()).containsExactly("lora3", "lora4");
        assertThat(reading.maxLora()).isEqualTo(2);
    }

    @Test
    void a_series_whose_time_is_no_number_is_not_the_newest() {
        VllmReading reading = read(
                """
                vllm:lora_requests_info{max_lora="8",running_lora_adapters="old",waiting_lora_adapters=""} NaN
                vllm:lora_requests_info{max_lora="8",running_lora_adapters="new",waiting_lora_adapters=""} 1.0
                """);
        assertThat(reading.activeAdapters()).containsExactly("new");
    }

    @Test
    void names_may_have_blanks_around_commas_and_no_name_is_no_adapter() {
        VllmReading reading = read(
                "vllm:lora_requests_info{max_lora=\"8\",running_lora_adapters=\"a, b ,\",waiting_lora_adapters=\" \"} 1");
        assertThat(reading.activeAdapters()).containsExactly("a", "b");
    }

    @Test
    void an_idle_engine_is_active_with_none() {
        assertThat(
                        read(
                                "vllm:lora_requests_info{max_lora=\"8\",running_lora_adapters=\"\",waiting_lora_adapters=\"\"} 1"))
                .satisfies(reading -> {
                    assertThat(reading.activeAdapters()).isEmpty();
                    assertThat(reading.maxLora()).isEqualTo(8);
                });
    }

    @Test
    void max_lora_that_is_no_number_is_unknown() {
        for (String text : new String[] {"", "eight", "-1", "99999999999999"}) {
            assertThat(read("vllm:lora_requests_info{max_lora=\"" + text + "\"} 1")
                            .maxLora())
                    .as(text)
                    .isZero();
        }
    }

    @Test
    void the_newer_residency_metrics_are_preferred() {
        VllmReading reading = read(
                """
                vllm:max_gpu_lora_adapters 4
                vllm:lora_adapter_loaded{adapter_name="sql",level="gpu",pinned="false"} 1
                vllm:lora_adapter_loaded{adapter_name="chat",level="cpu",pinned="false"} 1
                vllm:lora_adapter_loaded{adapter_name="gone",level="gpu",pinned="false"} 0
                vllm:lora_requests_info{max_lora="8",running_lora_adapters="other",waiting_lora_adapters=""} 1
                """);
        assertThat(reading.activeAdapters()).containsExactly("sql");
        assertThat(reading.maxLora()).isEqualTo(4);
    }

    @Test
    void the_older_name_of_kv_use_is_understood() {
        assertThat(read("vllm:gpu_cache_usage_perc 0.5").kvCacheUsage()).isEqualTo(0.5);
        assertThat(read("vllm:gpu_cache_usage_perc 0.5\nvllm:kv_cache_usage_perc 0.25")
                        .kvCacheUsage())
                .isEqualTo(0.25);
    }

    @Test
    void data_parallel_engines_are_one_pod() {
        VllmReading reading = read(
                """
                process_start_time_seconds 100
                process_start_time_seconds{pid="2"} 101
                vllm:num_requests_running{engine="0"} 3
                vllm:num_requests_running{engine="1"} 4
                vllm:num_requests_waiting{engine="0"} 1
                vllm:num_requests_waiting{engine="1"} NaN
                vllm:kv_cache_usage_perc{engine="0"} 0.25
                vllm:kv_cache_usage_perc{engine="1"} 0.75
                vllm:max_gpu_lora_adapters{engine="0"} 8
                vllm:max_gpu_lora_adapters{engine="1"} 8
                """);
        assertThat(reading.startSeconds()).isEqualTo(101);
        assertThat(reading.running()).isEqualTo(7);
        assertThat(reading.waiting()).isEqualTo(1);
        assertThat(reading.kvCacheUsage()).isEqualTo(0.5);
        assertThat(reading.maxLora()).as("slots of a batch").isEqualTo(8);
    }

    @Test
    void each_data_parallel_engine_has_its_own_newest_series() {
        VllmReading reading = read(
                """
                vllm:lora_requests_info{engine="0",max_lora="8",running_lora_adapters="old",waiting_lora_adapters=""} 1
                vllm:lora_requests_info{engine="0",max_lora="8",running_lora_adapters="sql",waiting_lora_adapters=""} 2
                vllm:lora_requests_info{engine="1",max_lora="8",running_lora_adapters="chat,sql",waiting_lora_adapters=""} 1.5
                """);
        assertThat(reading.activeAdapters()).containsExactly("chat", "sql");
        assertThat(reading.maxLora()).isEqualTo(8);
    }

    @Test
    void the_older_names_of_the_prefix_cache_are_understood() {
        VllmReading reading = read("vllm:gpu_prefix_cache_queries_total 300\nvllm:gpu_prefix_cache_hits_total 100");
        assertThat(reading.prefixQueriesTotal()).isEqualTo(300);
        assertThat(reading.prefixHitsTotal()).isEqualTo(100);
        assertThat(read("vllm:gpu_prefix_cache_hits_total 100\nvllm:prefix_cache_hits_total 7")
                        .prefixHitsTotal())
                .isEqualTo(7);
    }

    @Test
    void what_is_not_looked_at_is_passed_over_and_changes_nothing() {
        String page =
                """
                # TYPE vllm:e2e_request_latency_seconds histogram
                vllm:e2e_request_latency_seconds_bucket{engine="0",le="0.3"} 12
                  vllm:num_requests_running{engine="0"} 3
                python_gc_objects_collected_total{generation="0"} nonsense
                vllm:num_requests_waiting 2\r
                process_start_time_seconds 100""";
        VllmReading whole = read(page);
        assertThat(VllmReading.of(page)).isEqualTo(whole);
        assertThat(whole.running()).isEqualTo(3);
        assertThat(whole.waiting()).isEqualTo(2);
        assertThat(whole.startSeconds()).isEqualTo(100);
    }

    @Test
    void a_server_that_exposes_nothing_reads_as_nothing() {
        VllmReading reading = read("");
        assertThat(reading.startSeconds()).isZero();
        assertThat(reading.running()).isZero();
        assertThat(reading.kvCacheUsage()).isZero();
        assertThat(reading.maxLora()).isZero();
        assertThat(reading.activeAdapters()).isEmpty();
    }
}
