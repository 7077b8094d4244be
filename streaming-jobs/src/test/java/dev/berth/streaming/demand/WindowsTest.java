package dev.berth.streaming.demand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class WindowsTest {
    private final Windows windows = new Windows(20_000, 5_000);

    @Test
    void beforeTimeBeganEverythingCounts() {
        assertThat(windows.stillCounts(0, Long.MIN_VALUE)).isTrue();
        assertThat(windows.onTime(0, Long.MIN_VALUE)).isTrue();
    }

    @Test
    void aWindowIsClosedByTheLastMillisecondOfIt() {
        assertThat(windows.newestClosed(24_998)).isEqualTo(20_000);
        assertThat(windows.newestClosed(24_999)).isEqualTo(25_000);
    }

    @Property
    void whatIsOnTimeStillCounts(
            @ForAll @LongRange(max = 1_000_000) long at, @ForAll @LongRange(max = 1_000_000) long watermark) {
        if (windows.onTime(at, watermark)) {
            assertThat(windows.stillCounts(at, watermark)).isTrue();
        }
        assertThat(windows.newestClosed(watermark)).isBetween(watermark + 1 - 5_000, watermark + 1);
    }

    @Test
    void aWindowThatIsNoMultipleOfItsSlideIsRefused() {
        assertThatThrownBy(() -> new DemandConfig(60, 7, 0, 1, 1, 0, 1))
                .hasMessageContaining("windowSeconds (60) must be a multiple of slideSeconds (7)");
    }
}
