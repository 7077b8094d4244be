package dev.berth.domain.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Coefficients that a reader can add up: 10 ms, 1 ms a sequence, 0.1 ms a prompt token, 0.001 ms a KV token. */
class StepTimeTest {
    private static final StepTime STEP = new StepTime(10, 1, 0.1, 0.001, 0.5, 0.125);

    @Test
    void a_step_is_the_sum_of_its_work() {
        assertThat(STEP.millis(0, 0, 0, 0)).isEqualTo(10);
        assertThat(STEP.millis(5, 0, 0, 0)).isEqualTo(15);
        assertThat(STEP.millis(5, 50, 0, 0)).isEqualTo(20);
        assertThat(STEP.millis(5, 50, 10_000, 0)).isEqualTo(30);
    }

    @Test
    void the_first_adapter_costs_the_fixed_part_and_each_one_its_own() {
        assertThat(STEP.loraFactor(0)).isEqualTo(1);
        assertThat(STEP.loraFactor(1)).isEqualTo(1.625);
        assertThat(STEP.loraFactor(4)).isEqualTo(2);
        assertThat(STEP.millis(5, 50, 10_000, 4)).isEqualTo(60);
    }

    @Test
    void an_idle_engine_reads_a_prompt_in_chunks_each_a_step() {
        assertThat(STEP.idlePrefillSeconds(1_000, 2_048)).isCloseTo(0.110, within(1e-12));
        assertThat(STEP.idlePrefillSeconds(2_000, 1_000)).isCloseTo(0.220, within(1e-12));
        assertThat(STEP.idlePrefillSeconds(2_001, 1_000)).isCloseTo(0.2301, within(1e-12));
        assertThat(STEP.idlePrefillSeconds(0, 1_000)).isCloseTo(0.010, within(1e-12));
    }

    @Test
    void the_host_takes_its_time_for_what_runs_what_is_passed_over_and_what_comes() {
        StepTime slow = new StepTime(10, 1, 0.1, 0.001, 0.5, 0.125, 2, 0.5, 0.25, 3, 20);
        assertThat(slow.hostTimeMillis(0, 0)).isEqualTo(2);
        assertThat(slow.hostTimeMillis(4, 8)).isEqualTo(6);
        assertThat(slow.millis(5, 0, 0, 4)).as("not part of the pass").isEqualTo(30);
        assertThat(slow.idlePrefillSeconds(1_000, 500)).isCloseTo(0.125, within(1e-12));
        assertThat(slow.arrivalMillis(false)).isEqualTo(3);
        assertThat(slow.arrivalMillis(true)).isEqualTo(23);
        assertThat(STEP.hostTimeMillis(4, 8)).isZero();
        assertThat(STEP.arrivalMillis(true)).isZero();
    }

    @Test
    void coefficients_are_not_negative_and_a_step_takes_time() {
        assertThatThrownBy(() -> new StepTime(0, 1, 1, 1, 1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new StepTime(1, 1, -1, 1, 1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new StepTime(1, 1, 1, 1, 1, Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    }
}
