package dev.berth.optimizer.planning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.config.ConfigText;
import dev.berth.optimizer.instances.InstanceGenerator;
import dev.berth.optimizer.instances.InstanceShape;
import dev.berth.optimizer.problem.ModelLoad;
import dev.berth.optimizer.problem.PlacementProblem;
import dev.berth.optimizer.problem.PlanningTerms;
import dev.berth.optimizer.problem.PodSeat;
import dev.berth.optimizer.problem.ProblemReader;
import dev.berth.optimizer.score.Occupancy;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Quanta thrown at random on replicas: what relief leaves, and what it may not touch. */
class ReliefTest {
    private static final PlanningTerms COARSE =
            ConfigText.read("test", "slots: strict\nquantum: 0.1\nspare: {copies: 0}", PlanningTerms.DEFAULTS);

    private static final class Thrown {
        private final PlacementProblem problem;
        private final Occupancy occupancy;
        private final int[][] podsOf;

        Thrown(int seed) {
            SplittableRandom random = new SplittableRandom(seed);
            this.problem = ProblemReader.read(
                    InstanceGenerator.of(new InstanceShape(16, 5, 8, 0.7, 1, 0.1, seed))
                            .inputs(),
                    COARSE,
                    180_000);
            this.occupancy = new Occupancy(problem);
            this.podsOf = new int[problem.models().size()][];
            for (ModelLoad model : problem.models()) {
                int replicas = Math.min(model.quanta(), 1 + random.nextInt(3));
                podsOf[model.index()] = random.ints(0, problem.seats().size())
                        .distinct()
                        .limit(replicas)
                        .toArray();
                for (int pod : podsOf[model.index()]) {
                    occupancy.put(model, seat(pod));
                }
                for (int quantum = replicas; quantum < model.quanta(); quantum++) {
                    occupancy.put(model, seat(podsOf[model.index()][random.nextInt(replicas)]));
                }
            }
        }

        private PodSeat seat(int pod) {
            return problem.seats().get(pod);
        }

        private long room(int pod) {
            return seat(pod).overloadAbove() - occupancy.load(seat(pod));
        }

        private long beyond() {
            return problem.seats().stream()
                    .mapToLong(seat -> Math.max(0, occupancy.load(seat) - seat.overloadAbove()))
                    .sum();
        }
    }

    @Property(tries = 1_000)
    void everyReplicaStaysAndNoPodIsWorseOff(@ForAll @IntRange(max = 1_000_000) int seed) {
        Thrown thrown = new Thrown(seed);
        long before = thrown.beyond();

        new Relief(thrown.occupancy, thrown.podsOf).relieve();

        assertThat(thrown.beyond()).isLessThanOrEqualTo(before);
        for (ModelLoad model : thrown.problem.models()) {
            int quanta = 0;
            for (int pod : thrown.podsOf[model.index()]) {
                int there = thrown.occupancy.count(model, thrown.seat(pod));
                assertThat(there).as("%s on pod %d", model, pod).isPositive();
                quanta += there;
            }
            assertThat(quanta).as("quanta of %s", model).isEqualTo(model.quanta());
        }
    }

    @Property(tries = 1_000)
    void noPodBeyondItsTargetIsLeftWithAQuantumThatFitsElsewhere(@ForAll @IntRange(max = 1_000_000) int seed) {
        Thrown thrown = new Thrown(seed);

        new Relief(thrown.occupancy, thrown.podsOf).relieve();

        for (ModelLoad model : thrown.problem.models()) {
            for (int from : thrown.podsOf[model.index()]) {
                boolean mayGo = thrown.room(from) < 0 && thrown.occupancy.count(model, thrown.seat(from)) > 1;
                for (int to : thrown.podsOf[model.index()]) {
                    boolean fits = to != from && model.quantumLoad(thrown.seat(to)) <= thrown.room(to);
                    assertThat(mayGo && fits)
                            .as("%s from %d to %d", model, from, to)
                            .isFalse();
                }
            }
        }
    }
}
