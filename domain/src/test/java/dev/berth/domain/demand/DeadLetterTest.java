package dev.berth.domain.demand;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DeadLetterTest {
    @Test
    void a_long_payload_is_cut() {
        String payload = "x".repeat(DeadLetter.LONGEST_PAYLOAD + 1);
        assertThat(new DeadLetter("t", 0, 0, "", payload, 0).payload()).hasSize(DeadLetter.LONGEST_PAYLOAD);
        assertThat(new DeadLetter("t", 0, 0, "", "short", 0).payload()).isEqualTo("short");
    }
}
