package dev.berth.streaming.demand;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.demand.AdapterDemand;
import dev.berth.domain.demand.ChangePoint;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ModelSlicesTest {
    private static final Windows WINDOWS = DemandConfig.DEFAULTS.windows();
    private static final long BEGAN = 10 * WINDOWS.windowMillis();

    private final ModelSlices slices = new ModelSlices(WINDOWS);

    /** Two a second for two minutes, with the window of each slide closed; that they began at all is news. */
    private long calm() {
        for (long at = 0; at < 120_000; at += 500) {
            if (at > 0 && at % WINDOWS.slideMillis() == 0) {
                slices.close("a", BEGAN + at, BEGAN + at);
            }
            boolean calm = slices.watched("a", BEGAN + at).isEmpty();
            assertThat(calm || at < 60_000).as("at %d ms", at).isTrue();
        }
        slices.close("a", BEGAN + 120_000, BEGAN + 120_000);
        return BEGAN + 120_000;
    }

    @Test
    void aFlashCrowdIsToldBeforeItsWindowCloses() {
        long from = calm();
        Optional<AdapterDemand> early = Optional.empty();
        long at = from;
        for (; early.isEmpty() && at < from + WINDOWS.slideMillis(); at += 20) {
            early = slices.watched("a", at);
        }
        AdapterDemand told = early.orElseThrow(); // Fifty a second.
        assertThat(at - from).isLessThan(2_000);
        assertThat(told.forecastPerSecond()).isBetween(25.0, 100.0);
        assertThat(told.changes()).extracting(ChangePoint::kind).containsExactly(ChangePoint.Kind.SURGE);
        AdapterDemand whole = slices.close("a", told.windowEndMillis(), at);
        assertThat(whole.version().isNewerThan(told.version()))
                .as("the window itself supersedes it")
                .isTrue();
    }
}
