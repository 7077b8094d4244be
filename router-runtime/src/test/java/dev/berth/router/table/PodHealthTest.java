package dev.berth.router.table;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PodHealthTest {
    private final PodHealth health = new PodHealth();

    @Test
    void aPodThatRefusesIsSetAsideForAWhile() {
        health.failed(1_000, false);
        assertThat(health.usable(1_000)).isFalse();
        assertThat(health.usable(1_499)).isFalse();
        assertThat(health.usable(1_500)).isTrue();
    }

    @Test
    void oneProbeGoesAheadOfTheOthers() {
        health.failed(1_000, false);
        assertThat(health.picked(1_500)).isTrue();
        assertThat(health.usable(1_501)).isFalse();
        health.connected();
        assertThat(health.usable(1_501)).isTrue();
        assertThat(health.picked(1_501)).isFalse();
    }

    @Test
    void aFailedProbeSetsItAsideForLongerUpToABound() {
        long now = 0;
        long longest = 0;
        health.failed(now, false);
        for (int i = 0; i < 20; i++) {
            long until = now;
            while (!health.usable(until)) {
                until++;
            }
            longest = Math.max(longest, until - now);
            now = until;
            assertThat(health.picked(now)).isTrue();
            health.failed(now, true);
        }
        assertThat(longest).isEqualTo(PodHealth.LONGEST_ASIDE_MILLIS);
    }

    @Test
    void failuresOfRequestsThatWereOnTheirWayCountOnce() {
        for (int i = 0; i < 50; i++) {
            health.failed(1_000, false);
        }
        assertThat(health.usable(1_500)).isTrue();
    }

    @Test
    void aSilentProbeIsFollowedByAnother() {
        health.failed(0, false);
        health.picked(500);
        assertThat(health.usable(500 + PodHealth.PROBE_MILLIS)).isTrue();
    }

    @Test
    void recoveryForgetsTheFailures() {
        health.failed(0, false);
        health.picked(500);
        health.failed(500, true);
        health.connected();
        health.failed(10_000, false);
        assertThat(health.usable(10_000 + PodHealth.FIRST_ASIDE_MILLIS)).isTrue();
    }
}
