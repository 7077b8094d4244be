package dev.berth.optimizer.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class LoadTrendTest {
    private static LoadTrend seen(int seconds, DoubleUnaryOperator load) {
        LoadTrend trend = new LoadTrend();
        for (int at = 0; at <= seconds; at += 30) {
            trend.saw("llama", 1_000L * at, load.applyAsDouble(at));
        }
        return trend;
    }

    @Test
    void aSteadyRiseGoesOnAndHasGoneOnForHalfTheWindowThatTellsOfIt() {
        assertThat(seen(300, at -> 5 + at / 300.0).ahead("llama", 120)).isCloseTo(6.5, within(1e-9));
    }

    @Test
    void aRiseOfLessThanTwoMinutesGoesOnForHalfAWindowOnly() {
        assertThat(seen(60, at -> 50 + at / 6.0).ahead("llama", 120)).isCloseTo(65, within(1e-9));
        assertThat(seen(60, at -> 5 + at).ahead("llama", 120))
                .as("a fifth more at most")
                .isCloseTo(78, within(1e-9));
    }

    @Test
    void whatLastsIsSeenToFallAtOnce() {
        assertThat(seen(300, at -> 6 - at / 300.0).lasting("llama", 120)).isCloseTo(5, within(1e-9));
        assertThat(seen(300, at -> 5 + at / 300.0).lasting("llama", 120)).isCloseTo(6.4, within(1e-9));
    }

    @Test
    void whatLastsIsAsMuchMoreAsLoadIsRestless() {
        double lasting = seen(300, at -> at % 60 == 0 ? 4 : 6).lasting("llama", 0);
        assertThat(lasting).isBetween(5.8, 6.2);
        assertThat(seen(60, at -> at == 30 ? 9 : 5).lasting("llama", 0))
                .as("too little is known")
                .isEqualTo(9);
    }

    @Test
    void aFallIsNotCountedOnAndNeitherIsWhatIsNotKnown() {
        assertThat(seen(300, at -> 6 - at / 300.0).ahead("llama", 120)).isEqualTo(5);
        assertThat(new LoadTrend().ahead("llama", 120)).isZero();
    }

    @Test
    void aStepIsNotTakenForASlopeWithoutEnd() {
        assertThat(seen(300, at -> at < 150 ? 1 : 10).ahead("llama", 600)).isCloseTo(12, within(1e-9));
    }

    @Test
    void onlyTheLastFiveMinutesCount() {
        assertThat(seen(900, at -> at < 500 ? at : 500).ahead("llama", 120)).isCloseTo(500, within(1e-9));
    }
}
