package dev.berth.optimizer.planning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Two models, four pods: the first set pays 5 for model 0, the other one 5 for model 1. */
class ReplicaCrossingTest {
    private static final int PODS = 4;
    private static final int[] FIRST = {pair(0, 0), pair(1, 1)};
    private static final int[] OTHER = {pair(0, 2), pair(1, 3)};

    private static int pair(int m, int p) {
        return m * PODS + p;
    }

    private static ReplicaCrossing crossing(long roomOnPod2) {
        ReplicaFlow flow = new ReplicaFlow(new long[] {10, 10}, new long[] {10, 10, roomOnPod2, 10});
        for (int pair : FIRST) {
            flow.add(pair / PODS, pair % PODS);
        }
        return new ReplicaCrossing(flow, new Costs(), 2);
    }

    @Test
    void eachGroupIsTakenFromWhereItIsCheaper() {
        ReplicaCrossing crossing = crossing(10);

        assertThat(crossing.takeBetter(List.of(OTHER))).containsExactlyInAnyOrder(pair(0, 2), pair(1, 1));
        assertThat(crossing.cost()).isEqualTo(2);
    }

    @Test
    void whatLeavesLoadNowhereIsNotCheaper() {
        ReplicaCrossing crossing = crossing(3);

        assertThat(crossing.takeBetter(List.of(OTHER))).containsExactlyInAnyOrder(FIRST);
        assertThat(crossing.cost()).isEqualTo(6);
    }

    private static final class Costs implements ReplicaCosts {
        @Override
        public boolean allowed(int m, int p) {
            return true;
        }

        @Override
        public boolean serving(int m, int p) {
            return false;
        }

        @Override
        public boolean pinned(int m, int p) {
            return false;
        }

        @Override
        public double of(int m, int p) {
            return pair(m, p) == pair(0, 0) || pair(m, p) == pair(1, 3) ? 5 : 1;
        }

        @Override
        public boolean takesPlace(int m) {
            return true;
        }

        @Override
        public int least(int m) {
            return 1;
        }

        @Override
        public int most(int m) {
            return 2;
        }

        @Override
        public int places(int p) {
            return 2;
        }
    }
}
