package dev.berth.optimizer.planning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class BottleneckTest {
    @Example
    void podsThatShareNoModelAreBottlenecksApart() {
        ReplicaFlow flow = new ReplicaFlow(new long[] {7, 6, 12, 1}, new long[] {10, 10, 10});
        flow.add(0, 0);
        flow.add(1, 0);
        flow.add(2, 1);
        flow.add(3, 2);

        assertThat(Bottleneck.of(flow))
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactlyInAnyOrder(new Bottleneck(List.of(0, 1), 3), new Bottleneck(List.of(2), 2));
    }

    @Example
    void whatGivesWayToAnotherPodWithRoomIsNone() {
        ReplicaFlow flow = new ReplicaFlow(new long[] {7, 6}, new long[] {10, 10});
        flow.add(0, 0);
        flow.add(1, 0);
        flow.add(1, 1);

        assertThat(Bottleneck.of(flow)).isEmpty();
    }

    @Property(tries = 500)
    void eachHasAsMuchMoreDemandThanRoomAsItsDeficitAndTogetherTheyHaveAll(
            @ForAll @IntRange(max = 1_000_000) int seed) {
        Random random = new Random(seed);
        int models = 1 + random.nextInt(12);
        int pods = 1 + random.nextInt(6);
        long[] demand = random.longs(models, 0, 20).toArray();
        long[] room = random.longs(pods, 0, 40).toArray();
        boolean[][] holds = new boolean[models][pods];
        ReplicaFlow flow = new ReplicaFlow(demand, room);
        for (int m = 0; m < models; m++) {
            for (int p = 0; p < pods; p++) {
                holds[m][p] = demand[m] > 0 && random.nextInt(pods) == 0;
                if (holds[m][p]) {
                    flow.add(m, p);
                }
            }
        }

        List<Bottleneck> bottlenecks = Bottleneck.of(flow);

        assertThat(bottlenecks.stream().mapToLong(Bottleneck::deficit).sum()).isEqualTo(flow.deficit());
        Set<Integer> seen = new HashSet<>();
        for (Bottleneck bottleneck : bottlenecks) {
            long more = 0;
            for (int m : bottleneck.models()) {
                assertThat(seen.add(m)).as("model " + m + " is in one only").isTrue();
                more += demand[m];
            }
            for (int p = 0; p < pods; p++) {
                int pod = p;
                more -= bottleneck.models().stream().anyMatch(m -> holds[m][pod]) ? room[p] : 0;
            }
            assertThat(more).isEqualTo(bottleneck.deficit());
        }
    }
}
