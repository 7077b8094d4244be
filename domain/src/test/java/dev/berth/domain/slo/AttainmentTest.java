package dev.berth.domain.slo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.domain.slo.SloJudge.Verdict;
import org.junit.jupiter.api.Test;

class AttainmentTest {
    @Test
    void it_counts_what_was_met_among_what_counts() {
        Attainment attainment = Attainment.EMPTY
                .with(Verdict.MET)
                .with(Verdict.MET)
                .with(Verdict.MET)
                .with(Verdict.MISSED)
                .with(Verdict.NOT_COUNTED);
        assertThat(attainment).isEqualTo(new Attainment(3, 4));
        assertThat(attainment.ratio()).isEqualTo(0.75);
        assertThat(attainment.plus(new Attainment(1, 4))).isEqualTo(new Attainment(4, 8));
    }

    @Test
    void where_nothing_was_counted_nothing_was_missed() {
        assertThat(Attainment.EMPTY.ratio()).isEqualTo(1);
    }

    @Test
    void more_met_than_counted_is_no_attainment() {
        assertThatThrownBy(() -> new Attainment(2, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Attainment(-1, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
