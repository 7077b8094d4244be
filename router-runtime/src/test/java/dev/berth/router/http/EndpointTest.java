package dev.berth.router.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"/v1/chat/completions", "/v1/completions", "/v1/embeddings", "/v1/responses", "/v1/audio/speech"
            })
    void aPostUnderV1IsForAModel(String path) {
        assertThat(Endpoint.of("POST", path)).isEqualTo(Endpoint.MODEL_REQUEST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/load_lora_adapter",
                "/v1/unload_lora_adapter",
                "/v1/LOAD_LORA_ADAPTER",
                "/v1/load-lora-adapter",
                "/v1/load_lora_adapter/",
                "/v1//load_lora_adapter",
                "/v1/%6coad_lora_adapter",
                "/v1/chat/../load_lora_adapter",
                "/v1/./load_lora_adapter",
                "/v1/load_lora_adapter/x",
                "/v1/load_lora_adapter;x",
                "//v1/load_lora_adapter",
                "http://pod/v1/load_lora_adapter",
                "/v1/load_lora_adapter\u00e9",
                "/v1/",
                "/v1",
                "/load_lora_adapter",
                "/sleep",
                "/wake_up",
                "/is_sleeping",
                "/metrics",
                "/tokenize",
                "/v1/tokenize",
                "/health",
                "/reset_prefix_cache",
                "/",
                "*",
                ""
            })
    void whatSteersAnEngineIsNotThere(String path) {
        assertThat(Endpoint.of("POST", path)).isEqualTo(Endpoint.ABSENT);
        assertThat(Endpoint.of("GET", path)).isEqualTo(Endpoint.ABSENT);
    }

    @Test
    void modelsAreListedAndShown() {
        assertThat(Endpoint.of("GET", "/v1/models")).isEqualTo(Endpoint.MODELS);
        assertThat(Endpoint.of("GET", "/v1/models/org/name")).isEqualTo(Endpoint.MODEL);
        assertThat(Endpoint.of("POST", "/v1/models")).isEqualTo(Endpoint.WRONG_METHOD);
        assertThat(Endpoint.of("DELETE", "/v1/models/x")).isEqualTo(Endpoint.WRONG_METHOD);
        assertThat(Endpoint.of("GET", "/v1/chat/completions")).isEqualTo(Endpoint.WRONG_METHOD);
    }

    @Test
    void theQueryIsNoPartOfThePath() {
        assertThat(Endpoint.pathOf("/v1/completions?x=/v1/load_lora_adapter")).isEqualTo("/v1/completions");
    }
}
