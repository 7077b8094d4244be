package dev.berth.evaluation.outcome;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SpillsTest {
    private final Spills spills = new Spills();

    @Test
    void timeRunsFromTheFirstRequestHeldUpOfTheModelThatWasHeldUpMost() {
        spills.watch(100);
        spills.servedByStandby("crowd", 100.5);
        spills.held("other", 100.2);
        spills.held("crowd", 101);
        spills.held("crowd", 101.4);
        spills.servedByStandby("other", 101.1);
        spills.servedByStandby("crowd", 101.7);
        spills.servedByStandby("crowd", 103);
        assertThat(spills.after(100)).isCloseTo(0.7, within(1e-9));
    }

    @Test
    void nothingHeldUpNeedsNoStandby() {
        spills.watch(100);
        spills.held("crowd", 99);
        spills.held("crowd", 161);
        assertThat(spills.after(100)).isZero();
    }

    @Test
    void noStandbyWithinTheMinuteIsTold() {
        spills.watch(100);
        spills.held("crowd", 110);
        spills.servedByStandby("crowd", 109);
        spills.servedByStandby("crowd", 161);
        assertThat(spills.after(100)).isEqualTo(-1);
    }
}
