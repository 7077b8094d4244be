package dev.berth.optimizer.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.config.ConfigText;
import dev.berth.optimizer.instances.Instance;
import dev.berth.optimizer.instances.InstanceGenerator;
import dev.berth.optimizer.instances.InstanceShape;
import dev.berth.optimizer.problem.PlacementProblem;
import dev.berth.optimizer.problem.PlanInputs;
import dev.berth.optimizer.problem.PlanningTerms;
import dev.berth.optimizer.problem.ProblemReader;
import dev.berth.optimizer.score.Placement;
import dev.berth.optimizer.score.PlacementRule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PlannerSearchTest {
    private static final PlanningTerms STRICT =
            ConfigText.read("test", "slots: strict\nrepaySeconds: 1000000", PlanningTerms.DEFAULTS);

    private static PlacementProblem problem(PlanInputs in) {
        return ProblemReader.read(in, STRICT, 180_000);
    }

    private static Placement place(PlacementProblem problem, long seed) {
        return new OptaPlannerPolicy(100).place(problem, seed).placement();
    }

    private static String words(Placement placement) {
        return placement.problem().models().stream()
                .map(m -> m + ":"
                        + placement.problem().seats().stream()
                                .map(s -> placement.count(m, s) + "/" + m.quanta())
                                .collect(Collectors.joining(",")))
                .collect(Collectors.joining("\n"));
    }

    @Property(tries = 20)
    void aSearchNeverReturnsWorseThanItsStart(
            @ForAll @IntRange(min = 5, max = 70) int adapters,
            @ForAll @DoubleRange(min = 0.4, max = 1.3) double load,
            @ForAll @IntRange(max = 10_000) int seed) {
        PlacementProblem problem = problem(InstanceGenerator.of(new InstanceShape(adapters, 8, 10, load, 1, 0.4, seed))
                .inputs());

        Placement found = place(problem, seed);

        assertThat(found.occupancy().standing())
                .isGreaterThanOrEqualTo(
                        PlacementStart.repaired(problem).occupancy().standing());
    }

    @Test
    void equalSeedsAndDocumentsInAnyOrderGiveEqualPlans() {
        Instance instance = InstanceGenerator.of(new InstanceShape(120, 12, 14, 0.7, 1, 0.3, 3));
        List<dev.berth.domain.fleet.PodState> pods =
                new ArrayList<>(instance.fleet().pods());
        List<dev.berth.domain.fleet.AdapterSpec> adapters =
                new ArrayList<>(instance.catalog().adapters());
        Collections.shuffle(pods, new Random(1));
        Collections.shuffle(adapters, new Random(2));
        PlanInputs in = instance.inputs();
        PlanInputs shuffled = new PlanInputs(
                new dev.berth.domain.fleet.Catalog(
                        in.catalog().version(),
                        in.catalog().madeAtMillis(),
                        adapters,
                        in.catalog().sloClasses(),
                        in.catalog().deployments()),
                new dev.berth.domain.fleet.Fleet(
                        in.fleet().version(),
                        in.fleet().madeAtMillis(),
                        in.fleet().generation(),
                        pods),
                in.ledger(),
                in.control(),
                Map.copyOf(in.demand()),
                in.profiles(),
                in.current(),
                in.nowMillis());

        String once = words(place(problem(in), 5));

        assertThat(words(place(problem(in), 5))).isEqualTo(once);
        assertThat(words(place(problem(shuffled), 5))).isEqualTo(once);
    }

    @Test
    void aTightFleetIsRelievedWithFewLoadsAndEvenShares() {
        PlacementProblem problem = problem(InstanceGenerator.of(new InstanceShape(200, 20, 12, 0.766, 1, 0.3, 1))
                .inputs());

        Placement found =
                new OptaPlannerPolicy(SearchBudget.DEFAULTS).place(problem, 1).placement();

        assertThat(found.occupancy().violation(PlacementRule.SERVED)).isZero();
        assertThat(problem.seats()).allMatch(s -> found.occupancy().load(s) <= s.overloadAbove() + 5);
    }

    @Test
    void aFirstAnswerIsSoonAndFarBetterThanGoingOn() {
        InstanceGenerator generator = new InstanceGenerator(new InstanceShape(200, 20, 14, 0.69, 1, 0.1, 1));
        Instance instance = generator.generate();
        PlacementProblem problem =
                problem(instance.withDemand(generator.flashed()).inputs());

        PlacementPolicy.Result first = new OptaPlannerPolicy(SearchBudget.FIRST_ANSWER).place(problem, 1);

        assertThat(first.steps()).isLessThanOrEqualTo(2 * SearchBudget.FIRST_ANSWER.mostMoves());
        assertThat(first.placement().occupancy().standing())
                .isGreaterThan(
                        PlacementStart.asItIs(problem, Map.of()).occupancy().standing());
        assertThat(first.placement().occupancy().violation(PlacementRule.OVERLOAD))
                .isLessThan(100);
    }
}
