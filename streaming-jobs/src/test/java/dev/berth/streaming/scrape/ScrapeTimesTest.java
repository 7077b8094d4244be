package dev.berth.streaming.scrape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class ScrapeTimesTest {
    private static final ScrapeConfig CONFIG = new ScrapeConfig(2_000, 0.1, 1_500, 1_000, 100);

    @Property(tries = 200)
    void readingsBeginOnePeriodApartGiveOrTakeTheJitter(
            @ForAll long seed, @ForAll @LongRange(max = 1_500) long elapsed) {
        ScrapeTimes times = new ScrapeTimes(CONFIG, new Random(seed));
        assertThat(times.firstDelay()).as("its phase").isBetween(0L, 2_000L);
        assertThat(elapsed + times.nextDelay(elapsed)).isBetween(1_800L, 2_200L);
    }

    @Property(tries = 50)
    void whatIsOverdueIsNotCaughtUp(@ForAll long seed) {
        assertThat(new ScrapeTimes(CONFIG, new Random(seed)).nextDelay(60_000)).isZero();
    }

    @Test
    void aTimeoutAsLongAsThePeriodIsRefused() {
        assertThatThrownBy(() -> new ScrapeConfig(1_000, 0.1, 1_000, 1_000, 1))
                .hasMessageContaining("timeoutMillis (1000) must be > 0 and below periodMillis (1000)");
    }
}
