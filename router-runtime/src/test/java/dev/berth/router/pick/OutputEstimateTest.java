package dev.berth.router.pick;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OutputEstimateTest {
    @Test
    void beginsAtThePrior() {
        assertThat(new OutputEstimate().next(0)).isEqualTo(128);
    }

    @Test
    void followsWhatFinished() {
        OutputEstimate estimate = new OutputEstimate();
        estimate.finished(128 + 320);
        assertThat(estimate.next(0)).isEqualTo(138); // 128 + 320/32
        for (int i = 0; i < 300; i++) {
            estimate.finished(1_000);
        }
        assertThat(estimate.next(0)).isBetween(990L, 1_000L);
    }

    @Test
    void neverExpectsMoreThanTheRequestAllows() {
        assertThat(new OutputEstimate().next(16)).isEqualTo(16);
    }

    @Test
    void expectsAtLeastOneToken() {
        OutputEstimate estimate = new OutputEstimate();
        for (int i = 0; i < 500; i++) {
            estimate.finished(0);
        }
        assertThat(estimate.next(0)).isEqualTo(1);
    }
}
