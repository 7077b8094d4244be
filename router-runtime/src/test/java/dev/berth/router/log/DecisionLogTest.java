package dev.berth.router.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DecisionLogTest {
    @Test
    void keepsTheLastOnesNewestFirst() {
        DecisionLog log = new DecisionLog();
        for (int i = 0; i < DecisionLog.KEPT + 10; i++) {
            log.add(new Decision(i, "r" + i, "m", "pod", "random", "random", 1));
        }
        assertThat(log.last()).hasSize(DecisionLog.KEPT);
        assertThat(log.last().get(0).atMillis()).isEqualTo(DecisionLog.KEPT + 9);
        assertThat(log.last().get(DecisionLog.KEPT - 1).atMillis()).isEqualTo(10);
    }
}
