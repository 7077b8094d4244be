package dev.berth.evaluation.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ChildStateTest {
    @Test
    void everyStateIsReachedFromNew() {
        Set<ChildState> reached = EnumSet.of(ChildState.NEW);
        Deque<ChildState> open = new ArrayDeque<>(reached);
        while (!open.isEmpty()) {
            ChildState state = open.pop();
            for (ChildState next : ChildState.values()) {
                if (state.canBecome(next) && reached.add(next)) {
                    open.push(next);
                }
            }
        }
        assertThat(reached).containsExactlyInAnyOrder(ChildState.values());
    }

    @Test
    void everyStateWithoutAProcessCanBeStopped() {
        for (ChildState state : ChildState.values()) {
            ChildState asked = state.alive() ? ChildState.STOPPING : ChildState.STOPPED;
            assertThat(state == asked || state.canBecome(asked))
                    .as("%s to %s", state, asked)
                    .isTrue();
        }
    }

    @Test
    void aChildIsNeverReadyWithoutHavingStarted() {
        for (ChildState state : ChildState.values()) {
            assertThat(state.canBecome(ChildState.RUNNING)).isEqualTo(state == ChildState.STARTING);
        }
    }
}
