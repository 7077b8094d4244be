package dev.berth.actuator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailureTest {
    private static Failure of(int status, String text) {
        return Failure.of(new CommandResult(null, status, text, 0, 0));
    }

    @ParameterizedTest
    @CsvSource({
        "0, connection refused, true",
        "0, timeout, true",
        "400, request timeout occurred, true",
        "400, connection reset by peer, true",
        "400, network is unreachable, true",
        "400, Service Unavailable, true",
        "502, bad gateway, true",
        "500, engine error, true",
        "429, slow down, true",
        "401, Unauthorized, true",
        "400, invalid JSON format, false",
        "400, LoRA rank 128 is greater than max_lora_rank 64, false",
        "404, No adapter found for /lora/x, false"
    })
    void what_passes_by_itself_is_tried_again(int status, String text, boolean retriable) {
        assertThat(of(status, text).retriable()).isEqualTo(retriable);
    }

    @Test
    void a_pod_without_the_route_is_told_how_to_get_it() {
        assertThat(of(404, "{\"detail\":\"Not Found\"}").reason()).contains("VLLM_ALLOW_RUNTIME_LORA_UPDATING");
        assertThat(of(404, "{\"error\":{\"message\":\"No adapter found for x\",\"type\":\"NotFoundError\"}}")
                        .reason())
                .contains("No adapter found");
    }

    @Test
    void a_reason_is_one_line_and_not_endless() {
        assertThat(of(400, "a\nb  c" + "x".repeat(1000)).reason())
                .startsWith("the pod answered HTTP 400: a b c")
                .hasSizeLessThan(400)
                .doesNotContain("\n");
    }
}
