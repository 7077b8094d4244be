package dev.berth.evaluation.twin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CensoredStatisticsTest {
    private static final long MILLI = 1_000_000;
    private static final long WINDOW = 10_000 * MILLI;

    @Test
    void only_requests_that_ended_within_the_window_count_in_any_figure() {
        CensoredStatistics client = new CensoredStatistics(WINDOW, 4, 3);
        answered(client, 0, 0, 100, 110, 140); // TTFT 100, gaps 10 and 30
        answered(client, 1, 1_000, 1_300, 1_320, 1_360); // TTFT 300, gaps 20 and 40
        answered(client, 2, 9_000, 9_900, 9_990, 10_001); // its last token is a millisecond late
        client.sent(3, 9_500 * MILLI); // still waits

        Figures seen = client.figures();

        assertThat(seen.requests()).isEqualTo(4);
        assertThat(seen.completed()).isEqualTo(2);
        assertThat(seen.requestThroughput()).isEqualTo(0.2);
        assertThat(seen.outputTokenThroughput())
                .as("a token more than there were, as the client counts")
                .isEqualTo(0.8);
        assertThat(seen.meanTtft()).isEqualTo(200);
        assertThat(seen.medianTtft()).isEqualTo(200);
        assertThat(seen.p99Ttft()).isCloseTo(298, within(1e-9));
        assertThat(seen.meanTpot()).as("40/3 and 60/3").isCloseTo(50 / 3.0, within(1e-9));
        assertThat(seen.meanItl()).isEqualTo(25);
        assertThat(seen.medianItl()).isEqualTo(25);
        assertThat(seen.starved()).as("2 of 4").isTrue();
    }

    @Test
    void a_last_token_at_the_very_end_is_in_time() {
        CensoredStatistics client = new CensoredStatistics(WINDOW, 1, 2);
        answered(client, 0, 0, 9_000, 10_000);

        assertThat(client.figures().completed()).isOne();
        assertThat(client.figures().starved()).isFalse();
    }

    @Test
    void a_window_in_which_nothing_ended_has_zeroes() {
        CensoredStatistics client = new CensoredStatistics(WINDOW, 1, 2);
        client.sent(0, 0);

        assertThat(client.figures().completed()).isZero();
        assertThat(client.figures().medianTtft()).isZero();
        assertThat(client.figures().p99Itl()).isZero();
    }

    private static void answered(CensoredStatistics client, int request, long sent, long first, long... later) {
        client.sent(request, sent * MILLI);
        client.firstToken(request, first * MILLI);
        for (long at : later) {
            client.token(request, at * MILLI);
        }
        client.finished(request);
    }
}
