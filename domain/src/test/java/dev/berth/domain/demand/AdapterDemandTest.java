package dev.berth.domain.demand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.domain.Version;
import dev.berth.domain.slo.Attainment;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdapterDemandTest {
    private static final ChangePoint SURGE = new ChangePoint(ChangePoint.Kind.SURGE, 50_000, 1, 4);
    private static final AdapterDemand SEEN = new AdapterDemand(
            new Version(60_000, 241),
            61_000,
            "sql",
            60_000,
            60_000,
            240,
            4,
            5,
            200,
            List.of(new LengthCell(6, 8, 200)),
            40_000,
            1_000,
            12_000,
            2,
            0.5,
            8,
            1,
            new Attainment(190, 200),
            3,
            1,
            7,
            List.of(SURGE),
            List.of(),
            List.of(),
            List.of());

    @Test
    void atAnotherRateWhatHangsOnTheRateMovesWithIt() {
        AdapterDemand twice = SEEN.atRate(8, 70_000);

        assertThat(twice.arrivalsPerSecond()).isEqualTo(8);
        assertThat(twice.forecastPerSecond()).isEqualTo(8);
        assertThat(twice.forecastUpperPerSecond()).isCloseTo(7 * 8 / 5.0, within(1e-9));
        assertThat(twice.concurrency()).isEqualTo(16);
        assertThat(twice.arrivals()).isEqualTo(480);
        assertThat(twice.windowEndMillis()).isEqualTo(70_000);
        assertThat(twice.changes()).containsExactly(SURGE);
        assertThat(twice.lengths()).isEqualTo(SEEN.lengths());
    }

    @Test
    void aModelThatWasSilentIsBusyWithinReason() {
        AdapterDemand silent = SEEN.scaled(0, 1);
        assertThat(silent.atRate(8, 60_000).concurrency()).isZero();
        assertThat(silent.atRate(8, 60_000).forecastUpperPerSecond()).isZero();
    }
}
