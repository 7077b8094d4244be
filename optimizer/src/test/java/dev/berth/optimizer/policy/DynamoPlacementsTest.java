package dev.berth.optimizer.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.optimizer.Story;
import dev.berth.optimizer.problem.ModelLoad;
import dev.berth.optimizer.problem.PlacementProblem;
import dev.berth.optimizer.problem.PlanningTerms;
import dev.berth.optimizer.problem.ProblemReader;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongBiFunction;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** NVIDIA Dynamo's allocation, in slots and requests; a pod has as many slots as the story says. */
class DynamoPlacementsTest {
    private static Map<String, Integer> replicas(Story story, int slots, int workers) {
        PlacementProblem problem = ProblemReader.read(story.inputs(), PlanningTerms.DEFAULTS, 180_000);
        Map<String, Integer> byName = new TreeMap<>();
        DynamoReplicas.of(Hosting.adapters(problem), slots, workers)
                .forEach((ModelLoad model, Integer count) -> byName.put(model.model(), count));
        return byName;
    }

    private static Story asked(int pods, double... rates) {
        Story story = Story.of(pods);
        for (int i = 0; i < rates.length; i++) {
            String name = String.valueOf((char) ('a' + i));
            story.adapter(name).asked(name, rates[i]);
        }
        return story;
    }

    /**
     * 12 slots, 5 workers, requests 60 : 30 : 10. Shares of the slots 7.2, 3.6, 1.2, rounded up 8, 4, 2, at most one on each
     * worker: 5, 4, 2 = 11, within the slots.
     */
    @Test
    void replicasAreSharesOfTheSlots() {
        assertThat(replicas(asked(5, 6, 3, 1), 12, 5)).isEqualTo(Map.of("a", 5, "b", 4, "c", 2));
    }

    /**
     * 4 slots on 4 workers, requests 5 : 3 : 2. Rounded up: 2, 2, 1 = 5, one too many. Scaled by 4/5: 1.6, 1.6, 1 (0.8 raised
     * to one). Whole parts 1, 1, 1; the one left goes to the largest remainder, a by its name.
     */
    @Test
    void moreThanTheSlotsIsScaledDown() {
        assertThat(replicas(asked(4, 5, 3, 2), 4, 4)).isEqualTo(Map.of("a", 2, "b", 1, "c", 1));
    }

    /** 2 slots and 3 adapters: the least asked for, a, gets none; nor does one without requests. */
    @Test
    void onlyAsManyAdaptersAsSlotsAreAllocated() {
        assertThat(replicas(asked(2, 1, 3, 2, 0), 2, 2)).isEqualTo(Map.of("b", 1, "c", 1));
    }

    private static final ToLongBiFunction<String, String> HASH = SimplePlacementsTest::hash;

    /**
     * 1 slot on each of 3 pods; a and b asked 2 : 1, so 2 and 1 replicas. a: hashes 9 5 7, pods 1 and 3. b: 1 2 3 would be pod
     * 3, which is full: pod 2.
     */
    @Test
    void hrwPassesFullWorkersOver() {
        Placed placed = Placed.by(new DynamoHrwPolicy(HASH), asked(3, 2, 1).slots(1, 8));

        assertThat(placed.pods("a")).isEqualTo("1 3");
        assertThat(placed.pods("b")).isEqualTo("2");
    }

    /** The same, but a is on pods 2 and 3 by the plan in force: it stays, and b, whose best is 3, then 2, gets 1. */
    @Test
    void hrwKeepsAnAdapterWhereItIs() {
        Placed placed =
                Placed.by(new DynamoHrwPolicy(HASH), asked(3, 2, 1).slots(1, 8).placed("a", "pod-2", "pod-3"));

        assertThat(placed.pods("a")).isEqualTo("2 3");
        assertThat(placed.pods("b")).isEqualTo("1");
    }

    /** All 3 slots are a's; b is not asked for and pinned to its best by hash, beyond the slots but within host memory. */
    @Test
    void hrwPinsAnAdapterWithoutRequests() {
        Placed placed = Placed.by(new DynamoHrwPolicy(HASH), asked(3, 3, 0).slots(1, 8));

        assertThat(placed.pods("a")).isEqualTo("1 2 3");
        assertThat(placed.pods("b")).isEqualTo("3");
    }

    /**
     * 2 slots on each of 2 pods; a and b asked 1 : 1, so 2 replicas each: all four pairs. Costs for one slot each (a on 1, hash
     * 9 before 5; b on 2, 2 before 1) are the same as for hashing alone.
     */
    @Test
    void flowUsesEverySlot() {
        Placed placed = Placed.by(new DynamoFlowPolicy(HASH), asked(2, 1, 1).slots(2, 8));

        assertThat(placed.pods("a")).isEqualTo("1 2");
        assertThat(placed.pods("b")).isEqualTo("1 2");
    }

    /**
     * 1 slot on each of 3 pods; replicas 2 and 1. Ranks of a: 0 2 1, of b: 2 1 0 on pods 1 2 3. a on 1 and 3 leaves b 2: 0 + 1
     * + 1 = 2. a on 1 and 2 leaves b 3: 0 + 2 + 0 = 2, as cheap; a on 2 and 3 is 2 + 1 + 2 = 5. Both cheapest have a on 1.
     */
    @Test
    void flowIsCheapestOverAllAdaptersTogether() {
        Placed placed = Placed.by(new DynamoFlowPolicy(HASH), asked(3, 2, 1).slots(1, 8));

        assertThat(placed.pods("a")).isIn("1 2", "1 3");
        assertThat(placed.pods("a") + " " + placed.pods("b")).isIn("1 2 3", "1 3 2");
    }

    /**
     * By the plan in force a is on 2 and 3, the worst by hash, and b on 1. Keeping saves 250 + 1,000 for each: nothing moves.
     */
    @Test
    void flowKeepsWhatIsThere() {
        Placed placed = Placed.by(
                new DynamoFlowPolicy(HASH),
                asked(3, 2, 1).slots(1, 8).placed("a", "pod-2", "pod-3").placed("b", "pod-1"));

        assertThat(placed.pods("a")).isEqualTo("2 3");
        assertThat(placed.pods("b")).isEqualTo("1");
    }

    /**
     * 1 slot on each of 2 pods, one replica each. By the plan in force a is on 1, where b, which is new, would rather be; b can
     * only be on 2: frozen a does not move, b overflows nowhere.
     */
    @Test
    void flowSolvesOnlyForWhatChanged() {
        Placed placed = Placed.by(
                new DynamoFlowPolicy((adapter, pod) -> pod.equals("pod-1") ? 1 : 0),
                asked(2, 1, 1).slots(1, 8).placed("a", "pod-1"));

        assertThat(placed.pods("a")).isEqualTo("1");
        assertThat(placed.pods("b")).isEqualTo("2");
    }

    /**
     * From 0 to 3: 2 units over 1 at cost 1 + 1, 2 units over 2 at 2 + 2, and a bridge from 1 to 2. 3 units: two at 2, one at 4.
     */
    @Test
    void theCheapestFlowIsWorkedByHand() {
        MinCostFlow network = new MinCostFlow(5);
        network.edge(4, 0, 3, 0);
        int cheap = network.edge(0, 1, 2, 1);
        int dear = network.edge(0, 2, 2, 2);
        network.edge(1, 3, 2, 1);
        network.edge(2, 3, 2, 2);
        network.edge(1, 2, 1, 0);

        assertThat(network.run(4, 3)).isEqualTo(2 * 2 + 4);
        assertThat(network.flow(cheap)).isEqualTo(2);
        assertThat(network.flow(dear)).isEqualTo(1);
    }

    /** Against the obvious: all ways to give each of up to 4 adapters one of up to 4 pods with one slot each. */
    @Property(tries = 200)
    void theCheapestFlowIsNoDearerThanAnyAssignment(
            @ForAll @IntRange(min = 1, max = 4) int size, @ForAll @IntRange(max = 1_000_000) int seed) {
        java.util.Random random = new java.util.Random(seed);
        int[][] cost = new int[size][size];
        MinCostFlow network = new MinCostFlow(2 + 2 * size);
        for (int i = 0; i < size; i++) {
            network.edge(0, 2 + i, 1, 0);
            network.edge(2 + size + i, 1, 1, 0);
            for (int j = 0; j < size; j++) {
                cost[i][j] = random.nextInt(20);
                network.edge(2 + i, 2 + size + j, 1, cost[i][j]);
            }
        }

        assertThat(network.run(0, 1)).isEqualTo(cheapest(cost, 0, new boolean[size]));
    }

    private static int cheapest(int[][] cost, int row, boolean[] taken) {
        if (row == cost.length) {
            return 0;
        }
        int best = Integer.MAX_VALUE;
        for (int j = 0; j < cost.length; j++) {
            if (!taken[j]) {
                taken[j] = true;
                best = Math.min(best, cost[row][j] + cheapest(cost, row + 1, taken));
                taken[j] = false;
            }
        }
        return best;
    }
}
