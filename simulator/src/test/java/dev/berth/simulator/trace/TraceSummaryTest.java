package dev.berth.simulator.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TraceSummaryTest {
    @Test
    void aClockworkHasNoVariation() {
        List<TraceRequest> requests = new ArrayList<>();
        for (int i = 0; i <= 600; i++) {
            requests.add(new TraceRequest(i, 10, 30, List.of()));
        }

        TraceSummary summary = TraceSummary.of(Trace.ofUnordered("clockwork", requests));

        assertThat(summary.requests()).isEqualTo(601);
        assertThat(summary.durationSeconds()).isEqualTo(600);
        assertThat(summary.gapVariation()).isZero();
        assertThat(summary.dispersion10s()).isZero();
        assertThat(summary.peakToMean10s()).isEqualTo(1);
        assertThat(summary.peakToMean300s()).isEqualTo(1);
        assertThat(summary.tokensPerSecond()).isCloseTo(601 * 40 / 600.0, within(1e-9));
        assertThat(summary.prefixShare()).isZero();
    }

    @Test
    void burstsShowInPeakDispersionAndGaps() {
        // 20 requests in the first of two windows of 10 s, none in the second, and one that ends the trace.
        List<TraceRequest> requests = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            requests.add(new TraceRequest(i * 0.1, 1, 1, List.of()));
        }
        requests.add(new TraceRequest(20, 1, 1, List.of()));

        TraceSummary summary = TraceSummary.of(Trace.ofUnordered("burst", requests));

        assertThat(summary.peakToMean10s()).isEqualTo(2);
        assertThat(summary.dispersion10s()).isEqualTo(10);
        assertThat(summary.gapVariation()).isGreaterThan(3);
    }

    @Test
    void quantilesAreLinearBetweenNeighbours() {
        List<TraceRequest> requests = new ArrayList<>();
        for (int tokens = 1; tokens <= 5; tokens++) {
            requests.add(new TraceRequest(tokens, tokens * 10, 1, List.of()));
        }

        TraceSummary.Lengths lengths =
                TraceSummary.of(Trace.ofUnordered("five", requests)).promptTokens();

        assertThat(lengths).isEqualTo(new TraceSummary.Lengths(30, 20, 30, 40, 48, 49.6, 50));
    }

    @Test
    void aPrefixCountsOnlyUpToTheFirstUnknownBlock() {
        Trace trace = new Trace(
                "talk",
                2,
                List.of(
                        new TraceRequest(0, 1024, 1, List.of(0L, 1L)),
                        new TraceRequest(1, 1536, 1, List.of(0L, 2L, 1L)),
                        new TraceRequest(2, 512, 1, List.of(0L))));

        assertThat(TraceSummary.of(trace).prefixShare()).isCloseTo(2.0 / 6, within(1e-12));
    }

    @Test
    void nothingCanNotBeDescribed() {
        Trace empty = new Trace("nothing", 10, List.of());

        assertThatThrownBy(() -> TraceSummary.of(empty)).hasMessage("nothing: has no request that could be described");
    }
}
