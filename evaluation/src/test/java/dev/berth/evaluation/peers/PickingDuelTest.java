package dev.berth.evaluation.peers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Near saturation the picks alone decide; these hold what they were found to be worth. */
class PickingDuelTest {
    private static final int PODS = 4;
    private static final double PER_SECOND = 40;
    private static final int REQUESTS = 2_000;

    private static PickingDuel.Score score(String policy) {
        return PickingDuel.of(policy, PODS, PER_SECOND, REQUESTS, 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"least-request", "lora-affinity", "llm-d", "llm-d-lora", "slo-least-load"})
    void underLoadMoreRequestsMeetTheirSloAndTheTailIsShorterThanWith(String other) {
        PickingDuel.Score ours = score("slo-affinity");
        PickingDuel.Score theirs = score(other);
        assertThat(ours.attainment()).as("attainment, theirs %s", theirs).isGreaterThan(theirs.attainment());
        assertThat(ours.p99TtftSeconds()).as("P99 TTFT, theirs %s", theirs).isLessThan(theirs.p99TtftSeconds());
    }

    @Test
    void theSameTrafficGivesTheSameScore() {
        assertThat(score("slo-affinity")).isEqualTo(score("slo-affinity"));
    }
}
