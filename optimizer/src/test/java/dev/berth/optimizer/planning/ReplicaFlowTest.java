package dev.berth.optimizer.planning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ReplicaFlowTest {
    @Test
    void aDeficitPushesAnotherModelToItsOtherReplica() {
        ReplicaFlow flow = new ReplicaFlow(new long[] {6, 4}, new long[] {10, 5});
        flow.add(0, 0);
        flow.add(0, 1);
        flow.maximise();
        assertThat(flow.deficit(0)).isZero();

        flow.add(1, flow.flow(flow.find(0, 0)) > 0 ? 0 : 1);
        flow.maximise();

        assertThat(flow.deficit()).isZero();
        assertThat(flow.room(0) + flow.room(1)).isEqualTo(5);
    }

    @Test
    void whatDoesNotGetThroughIsADeficitAndTheBottleneckIsReached() {
        ReplicaFlow flow = new ReplicaFlow(new long[] {6, 4}, new long[] {5, 5});
        flow.add(0, 0);
        flow.add(1, 0);
        flow.maximise();

        assertThat(flow.deficit()).isEqualTo(5);
        assertThat(flow.isReached(2)).as("the full pod").isTrue();
        assertThat(flow.isReached(0))
                .as("a model with load there and nowhere else")
                .isTrue();
        assertThat(flow.isReached(1)).as("the other one").isTrue();
        assertThat(flow.isReached(3)).as("the pod that nobody is on").isFalse();
    }

    /** Against the least cut over all subsets of models: what they demand beyond the room of their pods can't get through. */
    @Property(tries = 300)
    void theDeficitIsThatOfTheWorstSubsetOfModels(@ForAll @IntRange(max = 1_000_000) int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int models = 1 + random.nextInt(7);
        int pods = 1 + random.nextInt(5);
        long[] demand = random.longs(models, 0, 12).toArray();
        long[] room = random.longs(pods, 0, 15).toArray();
        ReplicaFlow flow = new ReplicaFlow(demand, room);
        boolean[][] there = new boolean[models][pods];
        for (int change = 0; change < 30; change++) {
            int m = random.nextInt(models);
            int p = random.nextInt(pods);
            long before = flow.deficit();
            flow.mark();
            if (there[m][p]) {
                flow.remove(flow.find(m, p));
            } else {
                flow.add(m, p);
            }
            there[m][p] ^= true;
            flow.maximise();
            if (random.nextInt(3) == 0) {
                flow.undo();
                there[m][p] ^= true;
                assertThat(flow.deficit()).isEqualTo(before);
            }
            assertThat(flow.deficit()).isEqualTo(worst(demand, room, there));
            assertConsistent(flow, demand, room, there);
        }
    }

    private static long worst(long[] demand, long[] room, boolean[][] there) {
        long worst = 0;
        for (int subset = 0; subset < 1 << demand.length; subset++) {
            long beyond = 0;
            boolean[] pods = new boolean[room.length];
            for (int m = 0; m < demand.length; m++) {
                if ((subset >> m & 1) == 1) {
                    beyond += demand[m];
                    for (int p = 0; p < room.length; p++) {
                        pods[p] |= there[m][p];
                    }
                }
            }
            for (int p = 0; p < room.length; p++) {
                beyond -= pods[p] ? room[p] : 0;
            }
            worst = Math.max(worst, beyond);
        }
        return worst;
    }

    private static void assertConsistent(ReplicaFlow flow, long[] demand, long[] room, boolean[][] there) {
        long[] left = room.clone();
        long[] lacking = demand.clone();
        for (int m = 0; m < demand.length; m++) {
            for (int p = 0; p < room.length; p++) {
                int replica = flow.find(m, p);
                assertThat(replica >= 0).isEqualTo(there[m][p]);
                if (replica >= 0) {
                    assertThat(flow.flow(replica)).isNotNegative();
                    left[p] -= flow.flow(replica);
                    lacking[m] -= flow.flow(replica);
                }
            }
            assertThat(flow.deficit(m)).isEqualTo(lacking[m]).isNotNegative();
        }
        for (int p = 0; p < room.length; p++) {
            assertThat(flow.room(p)).isEqualTo(left[p]).isNotNegative();
        }
        assertThat(flow.deficit()).isEqualTo(Arrays.stream(lacking).sum());
    }
}
