package dev.berth.optimizer.planning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Random fleets of more pods than an area has, searched over the whole fleet first and then area by area. */
class ReplicaSearchTest {
    private static final int MODELS = 30;
    private static final int PODS = 14;
    private static final int PLACES = 4;
    private static final double PENALTY = 2;
    private static final long STEPS = 20_000;

    private static final class Searched {
        private final boolean[] serving = new boolean[MODELS * PODS];
        private final long[] demand;
        private final long[] room;
        private final int[] start;
        private final Costs costs = new Costs(serving);

        Searched(int seed) {
            SplittableRandom random = new SplittableRandom(seed);
            this.demand = random.longs(MODELS, 1, 60).toArray();
            this.room = random.longs(PODS, 40, 90).toArray();
            int[] on = new int[PODS];
            for (int m = 0; m < MODELS; m++) {
                serving[m * PODS + m % PODS] = true;
                on[m % PODS]++;
            }
            for (int m = 0; m < MODELS; m++) {
                int second = random.nextInt(PODS);
                if (on[second] < PLACES && !serving[m * PODS + second]) {
                    serving[m * PODS + second] = true;
                    on[second]++;
                }
            }
            this.start = IntStream.range(0, serving.length)
                    .filter(pair -> serving[pair])
                    .toArray();
        }

        private ReplicaFlow flow(int[] pairs) {
            ReplicaFlow flow = new ReplicaFlow(demand, room);
            for (int pair : pairs) {
                flow.add(pair / PODS, pair % PODS);
            }
            flow.maximise();
            return flow;
        }

        int[] run(double wholeShare) {
            return new ReplicaSearch(flow(start), costs, PENALTY, wholeShare, new SplittableRandom(7)).run(STEPS);
        }

        double cost(int[] pairs) {
            double cost = PENALTY * flow(pairs).deficit();
            for (int pair : pairs) {
                cost += costs.of(pair / PODS, pair % PODS);
            }
            return cost;
        }
    }

    /** Areas may get worse for a while: what comes back is the cheapest set of all, which is never the worse for a search. */
    @Property(tries = 40)
    void whatComesBackIsNoWorseThanTheStartAndKeepsTheRules(@ForAll @IntRange(max = 1_000_000) int seed) {
        Searched searched = new Searched(seed);

        int[] found = searched.run(0.3);

        assertThat(searched.cost(found)).isLessThanOrEqualTo(searched.cost(searched.start) + 1e-6);
        assertThat(Arrays.stream(found).distinct().count()).isEqualTo(found.length);
        for (int m = 0; m < MODELS; m++) {
            int model = m;
            assertThat(Arrays.stream(found).filter(pair -> pair / PODS == model).count())
                    .as("replicas of %d", m)
                    .isBetween(1L, 4L);
        }
        for (int p = 0; p < PODS; p++) {
            int pod = p;
            assertThat(Arrays.stream(found).filter(pair -> pair % PODS == pod).count())
                    .as("replicas on pod %d", p)
                    .isLessThanOrEqualTo(PLACES);
        }
        assertThat(searched.run(0.3)).as("the same again").isEqualTo(found);
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Costs(boolean[] at) implements ReplicaCosts {
        @Override
        public boolean allowed(int m, int p) {
            return true;
        }

        @Override
        public boolean serving(int m, int p) {
            return at[m * PODS + p];
        }

        @Override
        public boolean pinned(int m, int p) {
            return false;
        }

        @Override
        public double of(int m, int p) {
            return at[m * PODS + p] ? -5 : 20;
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
            return 4;
        }

        @Override
        public int places(int p) {
            return PLACES;
        }
    }
}
