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
        assertThat(health.usable(500 + PodHealth.TRIAL_MILLIS)).isTrue();
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

    @Test
    void fiveFailedAnswersInARowEjectAndOneThatComesWholeBetweenDoesNot() {
        for (int i = 0; i < 4; i++) {
            assertThat(health.answerFailed(1_000)).isFalse();
        }
        health.answered();
        for (int i = 0; i < 4; i++) {
            assertThat(health.answerFailed(1_000)).isFalse();
        }
        assertThat(health.answerFailed(1_000)).isTrue();
        assertThat(health.usable(1_001)).isFalse();
        assertThat(health.reachable(1_001)).as("if there is no other").isTrue();
    }

    @Test
    void failedAnswersOfRequestsThatWereOnTheirWayEjectOnce() {
        for (int i = 0; i < 50; i++) {
            health.answerFailed(1_000);
        }
        assertThat(health.usable(1_000 + PodHealth.FIRST_EJECTED_MILLIS)).isTrue();
    }

    @Test
    void anEjectedPodIsTriedWithOneRequestAndEjectedForLongerIfThatFails() {
        for (int i = 0; i < PodHealth.FAILURES_IN_A_ROW; i++) {
            health.answerFailed(0);
        }
        long until = PodHealth.FIRST_EJECTED_MILLIS;
        assertThat(health.usable(until - 1)).isFalse();
        assertThat(health.usable(until)).isTrue();
        health.picked(until);
        assertThat(health.usable(until + 1)).as("one trial at a time").isFalse();
        assertThat(health.answerFailed(until + 1)).as("not ejected anew").isFalse();
        assertThat(health.usable(until + 1 + 2 * PodHealth.FIRST_EJECTED_MILLIS - 1))
                .isFalse();
        health.picked(until + 1 + 2 * PodHealth.FIRST_EJECTED_MILLIS);
        health.answered();
        assertThat(health.isEjected()).isFalse();
    }

    @Test
    void threeProbesInARowMakeItDownAndOneAnswerUp() {
        assertThat(health.probeFailed(100, 0, true, 3)).isFalse();
        assertThat(health.probeFailed(200, 100, true, 3)).isFalse();
        health.probeAnswered();
        assertThat(health.probeFailed(300, 200, true, 3)).isFalse();
        assertThat(health.probeFailed(400, 300, false, 3)).isFalse();
        assertThat(health.probeFailed(500, 400, true, 3)).isTrue();
        assertThat(health.probeFailed(600, 500, true, 3)).as("told once").isFalse();
        assertThat(health.usable(600)).isFalse();
        assertThat(health.reachable(600)).as("not even if there is no other").isFalse();
        assertThat(health.downForMillis(900)).isEqualTo(400);
        health.probeAnswered();
        assertThat(health.usable(600)).isTrue();
    }

    @Test
    void aPodWhoseBytesComeIsSlowAndNotDown() {
        for (long now = 1_000; now < 10_000; now += 300) {
            health.heard(now + 100);
            assertThat(health.probeFailed(now + 300, now, true, 3)).isFalse();
        }
        assertThat(health.isDown()).isFalse();
        for (long now = 10_000; now < 11_000; now += 300) {
            health.probeFailed(now + 300, now, true, 3);
        }
        assertThat(health.isDown()).isTrue();
    }

    @Test
    void bytesOfAPodThatIsDownBringItBack() {
        for (long now = 1_000; now < 2_000; now += 300) {
            health.probeFailed(now + 300, now, true, 3);
        }
        assertThat(health.isDown()).isTrue();
        health.heard(3_000);
        assertThat(health.usable(3_000)).isTrue();
        assertThat(health.probeFailed(3_400, 3_100, true, 3)).as("counted anew").isFalse();
    }
}
