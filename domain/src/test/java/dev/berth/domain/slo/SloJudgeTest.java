package dev.berth.domain.slo;

import static dev.berth.domain.slo.SloJudge.Verdict.MET;
import static dev.berth.domain.slo.SloJudge.Verdict.MISSED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.berth.domain.slo.SloJudge.Served;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Targets: first token within 1 s, 0.1 s for each further one; a stream of 11 tokens may thus take 2 s. */
class SloJudgeTest {
    private static final SloTarget TARGET = new SloTarget(1, 0.1, 0);

    private static Served stream(double ttft, double e2e, long tokens) {
        return new Served(Outcome.COMPLETED, true, ttft, e2e, tokens);
    }

    private static Served whole(double e2e, long tokens) {
        return new Served(Outcome.COMPLETED, false, 0, e2e, tokens);
    }

    @Test
    void a_stream_meets_when_neither_its_first_token_nor_the_further_ones_are_late() {
        assertThat(SloJudge.judge(TARGET, 0, stream(1, 2, 11))).isEqualTo(MET);
        assertThat(SloJudge.judge(TARGET, 0, stream(1.001, 2, 11))).isEqualTo(MISSED);
        assertThat(SloJudge.judge(TARGET, 0, stream(0.5, 1.51, 11))).isEqualTo(MISSED);
    }

    @Test
    void an_early_first_token_does_not_pay_for_slow_further_ones() {
        assertThat(SloJudge.judge(TARGET, 0, stream(0.1, 1.9, 11))).isEqualTo(MISSED);
    }

    @Test
    void one_token_has_no_further_ones() {
        assertThat(stream(1, 9, 1).tpotSeconds()).isZero();
        assertThat(stream(1, 9, 0).tpotSeconds()).isZero();
        assertThat(SloJudge.judge(TARGET, 0, stream(1, 9, 1))).isEqualTo(MET);
        assertThat(stream(1, 3, 11).tpotSeconds()).isCloseTo(0.2, within(1e-12));
    }

    @Test
    void an_answer_that_is_not_streamed_is_held_to_the_end_of_a_stream_that_just_meets() {
        assertThat(SloJudge.judge(TARGET, 0, whole(2, 11))).isEqualTo(MET);
        assertThat(SloJudge.judge(TARGET, 0, whole(2.001, 11))).isEqualTo(MISSED);
        assertThat(SloJudge.judge(TARGET, 0, whole(1, 1))).isEqualTo(MET);
        assertThat(SloJudge.judge(TARGET, 0, whole(1, 0))).isEqualTo(MET);
        assertThat(whole(5, 11).tpotSeconds()).isZero();
    }

    @Test
    void without_both_targets_an_answer_that_is_not_streamed_is_held_to_its_e2e_alone() {
        assertThat(SloJudge.judge(new SloTarget(1, 0, 0), 0, whole(99, 11))).isEqualTo(MET);
        assertThat(SloJudge.judge(new SloTarget(0, 0.1, 0), 0, whole(99, 11))).isEqualTo(MET);
        assertThat(SloJudge.judge(new SloTarget(1, 0, 5), 0, whole(5.1, 11))).isEqualTo(MISSED);
    }

    @Test
    void the_e2e_target_holds_for_streams_and_others_alike() {
        SloTarget target = new SloTarget(0, 0, 3);
        assertThat(SloJudge.judge(target, 0, stream(2.9, 3, 2))).isEqualTo(MET);
        assertThat(SloJudge.judge(target, 0, stream(0.1, 3.1, 2))).isEqualTo(MISSED);
        assertThat(SloJudge.judge(target, 0, whole(3.1, 2))).isEqualTo(MISSED);
        assertThat(SloJudge.judge(SloTarget.NONE, 0, stream(1e6, 1e6, 2))).isEqualTo(MET);
    }

    @Test
    void a_long_prompt_may_take_twice_what_an_idle_engine_needs_to_read_it() {
        assertThat(SloJudge.ttftTargetSeconds(TARGET, 0.4)).isEqualTo(1);
        assertThat(SloJudge.ttftTargetSeconds(TARGET, 3)).isEqualTo(6);
        assertThat(SloJudge.judge(TARGET, 3, stream(6, 7, 11))).isEqualTo(MET);
        assertThat(SloJudge.judge(TARGET, 3, stream(6.1, 7, 11))).isEqualTo(MISSED);
        assertThat(SloJudge.judge(TARGET, 3, whole(7, 11))).isEqualTo(MET);
    }

    @Test
    void a_class_without_a_ttft_target_gets_none_from_a_long_prompt() {
        assertThat(SloJudge.ttftTargetSeconds(SloTarget.NONE, 3)).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "COMPLETED,MET",
        "REJECTED,MISSED",
        "FAILED,MISSED",
        "TIMED_OUT,MISSED",
        "CLIENT_ABORT,NOT_COUNTED",
        "CLIENT_ERROR,NOT_COUNTED"
    })
    void each_outcome_has_its_verdict(Outcome outcome, SloJudge.Verdict verdict) {
        assertThat(SloJudge.judge(TARGET, 0, new Served(outcome, true, 0.1, 0.1, 1)))
                .isEqualTo(verdict);
    }

    @Test
    void targets_are_finite_and_not_negative() {
        for (double bad : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> new SloTarget(bad, 0, 0)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> new SloTarget(0, bad, 0)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> new SloTarget(0, 0, bad)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> new SloClass("x", TARGET, 0)).hasMessageContaining("'x'");
    }
}
