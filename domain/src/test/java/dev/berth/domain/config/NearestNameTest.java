package dev.berth.domain.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestNameTest {
    private static final List<String> POLICIES = List.of("random", "round-robin", "least-request", "lora-affinity");

    @Test
    void a_slip_of_the_finger_is_understood() {
        assertThat(NearestName.of("randm", POLICIES)).contains("random");
        assertThat(NearestName.of("round_robin", POLICIES)).contains("round-robin");
        assertThat(NearestName.of("lora-afinity", POLICIES)).contains("lora-affinity");
        assertThat(NearestName.hint("randm", POLICIES)).isEqualTo("; did you mean 'random'?");
    }

    @Test
    void another_word_is_answered_with_all_that_there_are() {
        assertThat(NearestName.of("xyzzy", POLICIES)).isEmpty();
        assertThat(NearestName.hint("xyzzy", POLICIES))
                .isEqualTo("; known: least-request, lora-affinity, random, round-robin");
    }

    @Test
    void among_equals_the_first_by_name_wins() {
        assertThat(NearestName.of("cat", List.of("rat", "bat", "hat"))).contains("bat");
    }

    @Test
    void nothing_known_is_nothing_near() {
        assertThat(NearestName.of("a", List.of())).isEmpty();
    }
}
