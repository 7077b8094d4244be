package dev.berth.evaluation.outcome;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SpillsTest {
    private final Spills spills = new Spills();

    SpillsTest() {
        spills.watch(100);
    }

    @Test
    void timeRunsFromTheNextRequestThatIsSentOfTheModelThatWasHeldUpMost() {
        spills.answered("crowd", 100.5, 100.6, true);
        spills.held("other", 100.2);
        spills.held("crowd", 101);
        spills.held("crowd", 101.4);
        spills.answered("other", 101.1, 101.2, true);
        spills.answered("crowd", 101.2, 103, false);
        spills.answered("crowd", 101.5, 101.7, true);
        spills.answered("crowd", 101.6, 102, true);
        assertThat(spills.after(100)).isCloseTo(0.5, within(1e-9));
    }

    @Test
    void nothingHeldUpNeedsToSpill() {
        spills.held("crowd", 99);
        spills.held("crowd", 161);
        assertThat(spills.after(100)).isZero();
    }

    @Test
    void nobodyAnsweredSoonIsTold() {
        spills.held("crowd", 110);
        spills.answered("crowd", 109, 109.1, true);
        spills.answered("crowd", 111, 120, false);
        spills.answered("crowd", 161, 161.1, true);
        assertThat(spills.after(100)).isEqualTo(-1);
    }
}
