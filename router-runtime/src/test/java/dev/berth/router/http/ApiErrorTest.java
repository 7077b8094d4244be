package dev.berth.router.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.domain.json.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ApiErrorTest {
    @Test
    void hasTheFourFieldsOfOpenAiEvenWhenEmpty() {
        JsonNode error = Json.tree(new String(ApiError.tooLarge(16).json(), StandardCharsets.UTF_8))
                .path("error");
        assertThat(error.fieldNames()).toIterable().containsExactlyInAnyOrder("message", "type", "param", "code");
        assertThat(error.path("param").isNull()).isTrue();
        assertThat(error.path("message").asText()).isEqualTo("the request's body is larger than 16 bytes");
    }

    @Test
    void aLongNameIsNotEchoedWhole() {
        assertThat(ApiError.noSuchModel("x".repeat(1_000_000)).json()).hasSizeLessThan(400);
    }
}
