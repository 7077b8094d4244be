package dev.berth.router.table;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RetryBudgetTest {
    @Test
    void theReserveSurvivesABurstAndRequestsEarnItAgain() {
        RetryBudget budget = new RetryBudget(3, 0.25);
        for (int i = 0; i < 3; i++) {
            assertThat(budget.take()).isTrue();
        }
        assertThat(budget.take()).isFalse();
        for (int i = 0; i < 4; i++) {
            budget.request();
        }
        assertThat(budget.take()).isTrue();
        assertThat(budget.take()).isFalse();
    }

    @Test
    void quietTimesDoNotSaveUpMoreThanTheReserve() {
        RetryBudget budget = new RetryBudget(2, 1);
        for (int i = 0; i < 100; i++) {
            budget.request();
        }
        assertThat(budget.take()).isTrue();
        assertThat(budget.take()).isTrue();
        assertThat(budget.take()).isFalse();
    }

    @Test
    void otherLimitsCountAtOnceAndWhatWasSpentStaysSpent() {
        RetryBudget budget = new RetryBudget(3, 0);
        assertThat(budget.take()).isTrue();
        budget.limit(2, 0);
        assertThat(budget.take()).isTrue();
        assertThat(budget.take()).isFalse();
        budget.limit(0, 0);
        budget.limit(1, 1);
        assertThat(budget.take()).isTrue();
        budget.request();
        assertThat(budget.take()).isTrue();
        assertThat(budget.take()).isFalse();
    }
}
