package dev.berth.evaluation.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class EstimateTest {
    @Test
    void threeSeedsWorkedByHand() {
        // mean 4, deviations -3, -1, 4; s^2 = 26 / 2 = 13; half = 4.303 * sqrt(13 / 3) = 8.957
        Estimate estimate = Estimate.of(8, 1, 3);

        assertThat(estimate.median()).isEqualTo(3);
        assertThat(estimate.mean()).isEqualTo(4);
        assertThat(estimate.interval95().get(0)).isCloseTo(-4.957, within(0.001));
        assertThat(estimate.interval95().get(1)).isCloseTo(12.957, within(0.001));
        assertThat(estimate.excludesZero()).isFalse();
    }

    @Test
    void fiveSeedsUseTheirOwnQuantile() {
        // mean 3, s^2 = 10 / 4 = 2.5; half = 2.776 * sqrt(2.5 / 5) = 1.963
        Estimate estimate = Estimate.of(1, 2, 3, 4, 5);

        assertThat(estimate.interval95().get(0)).isCloseTo(1.037, within(0.001));
        assertThat(estimate.excludesZero()).isTrue();
    }

    @Test
    void anEvenNumberTakesTheMiddleOfTheTwoInTheMiddle() {
        assertThat(Estimate.of(4, 1, 3, 2).median()).isEqualTo(2.5);
    }

    @Test
    void oneSeedHasNoInterval() {
        Estimate estimate = Estimate.of(0.5);

        assertThat(estimate.interval95()).isEmpty();
        assertThat(estimate.excludesZero()).isFalse();
    }

    @Test
    void pairingTakesOutWhatSeedsShare() {
        double[] baseline = {10, 50, 90};
        double[] arm = {11, 51.5, 91.1};

        Difference difference = Difference.of(arm, baseline);

        // 1, 1.5, 1.1: mean 1.2, s^2 = (0.04 + 0.09 + 0.01) / 2 = 0.07; half = 4.303 * sqrt(0.07 / 3) = 0.657
        assertThat(difference.absolute().median()).isCloseTo(1.1, within(1e-9));
        assertThat(difference.absolute().interval95().get(0)).isCloseTo(0.543, within(0.001));
        assertThat(difference.absolute().excludesZero()).isTrue();
        assertThat(difference.relative().get(0).median()).isCloseTo(0.03, within(1e-9));
    }

    @Test
    void nothingIsRelativeToZero() {
        assertThat(Difference.of(new double[] {1, 2}, new double[] {1, 0}).relative())
                .isEmpty();
    }
}
