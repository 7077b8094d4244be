package dev.berth.router.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.router.access.Quotas.Answer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QuotasTest {
    private static final long MINUTE = 60_000;
    private static final Tenant ACME = new Tenant("acme", List.of(), 3, 1_000);

    private final Quotas quotas = new Quotas();

    @Test
    void requestsAreCountedWithinAMinute() {
        for (int i = 0; i < 3; i++) {
            assertThat(quotas.admit(ACME, 1, 10)).isEqualTo(Answer.ADMITTED);
        }
        assertThat(quotas.admit(ACME, 1, MINUTE - 1)).isEqualTo(Answer.TOO_MANY_REQUESTS);
        assertThat(quotas.admit(ACME, 1, MINUTE)).isEqualTo(Answer.ADMITTED);
    }

    @Test
    void tokensArePutRightWhenARequestEnds() {
        assertThat(quotas.admit(ACME, 100, 0)).isEqualTo(Answer.ADMITTED);
        quotas.settle("acme", 100, 1_200, 0, 10);
        assertThat(quotas.admit(ACME, 1, 20)).isEqualTo(Answer.TOO_MANY_TOKENS);
        quotas.settle("acme", 1_200, 100, 0, 30);
        assertThat(quotas.admit(ACME, 1, 40)).isEqualTo(Answer.ADMITTED);
    }

    @Test
    void aRequestThatEndsInALaterMinuteTakesNothingBackThere() {
        quotas.admit(ACME, 500, 0);
        quotas.settle("acme", 500, 100, 0, MINUTE);
        assertThat(quotas.usedHere(MINUTE).get("acme").tokens()).isZero();
        quotas.settle("acme", 500, 700, 0, MINUTE);
        assertThat(quotas.usedHere(MINUTE).get("acme").tokens()).isEqualTo(200);
    }

    @Test
    void whatOtherRoutersAdmittedCounts() {
        quotas.admit(ACME, 1, 0);
        quotas.usedElsewhere(0, Map.of("acme", new Quotas.Use(2, 10)));
        assertThat(quotas.admit(ACME, 1, 1)).isEqualTo(Answer.TOO_MANY_REQUESTS);
        assertThat(quotas.admit(ACME, 1, MINUTE))
                .as("theirs was of the last minute")
                .isEqualTo(Answer.ADMITTED);
    }

    @Test
    void noQuotaIsNoLimit() {
        Tenant free = new Tenant("free", List.of(), 0, 0);
        for (int i = 0; i < 1_000; i++) {
            assertThat(quotas.admit(free, 1_000_000, 0)).isEqualTo(Answer.ADMITTED);
        }
    }

    @Test
    void whoComesTooEarlyIsToldWhen() {
        assertThat(Quotas.secondsLeft(0)).isEqualTo(60);
        assertThat(Quotas.secondsLeft(59_999)).isEqualTo(1);
        assertThat(Quotas.secondsLeft(30_500)).isEqualTo(30);
    }
}
