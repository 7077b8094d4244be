package dev.berth.optimizer.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.optimizer.Story;
import dev.berth.optimizer.constraints.IncrementalPlacementScore;
import dev.berth.optimizer.constraints.PlacementConstraints;
import dev.berth.optimizer.planning.PlacementSolution;
import dev.berth.optimizer.problem.ModelLoad;
import dev.berth.optimizer.problem.PlacementProblem;
import dev.berth.optimizer.problem.PlanningTerms;
import dev.berth.optimizer.problem.PodSeat;
import dev.berth.optimizer.problem.ProblemReader;
import dev.berth.optimizer.score.Occupancy;
import dev.berth.optimizer.score.Placement;
import dev.berth.optimizer.score.PlacementRule;
import dev.berth.optimizer.score.ScoreLevel;
import java.lang.management.ManagementFactory;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.optaplanner.core.api.score.stream.ConstraintStreamImplType;
import org.optaplanner.core.api.solver.SolverFactory;
import org.optaplanner.core.config.score.director.ScoreDirectorFactoryConfig;
import org.optaplanner.core.config.solver.EnvironmentMode;
import org.optaplanner.core.config.solver.SolverConfig;

class PoliciesTest {
    private final PlacementPolicy optaPlanner = new OptaPlannerPolicy(1_000);

    private static PlacementProblem problem(Story story) {
        return ProblemReader.read(story.inputs(), PlanningTerms.DEFAULTS, 180_000);
    }

    /** So many adapters whose popularity falls off as 1/i, together a share of what the pods serve; each on one pod already. */
    static Story zipf(int adapters, int pods, double load, long seed) {
        Random random = new Random(seed);
        Story story = Story.of(pods).slots(16, 64);
        double sum = 0;
        for (int i = 1; i <= adapters; i++) {
            sum += 1.0 / i;
        }
        String[][] on = new String[pods][0];
        for (int i = 1; i <= adapters; i++) {
            String name = "adapter-" + i;
            story.adapter(name, 8 << random.nextInt(4), "standard", 1, 0, 0)
                    .asked(name, load * pods * Story.RATE_OF_POD / i / sum);
            int pod = random.nextInt(pods);
            on[pod] = java.util.Arrays.copyOf(on[pod], on[pod].length + 1);
            on[pod][on[pod].length - 1] = name;
        }
        for (int pod = 0; pod < pods; pod++) {
            story.registered("pod-" + (pod + 1), on[pod]);
        }
        return story;
    }

    @Test
    void evenDispatchPutsEveryAdapterSomewhereWhateverTheDemand() {
        Placement placement = new EvenDispatchPolicy()
                .place(
                        problem(Story.of(2)
                                .adapter("a")
                                .adapter("b")
                                .adapter("c")
                                .asked("a", 30)),
                        1)
                .placement();

        assertThat(placement.occupancy().violation(PlacementRule.MIN_REPLICAS)).isZero();
        assertThat(placement.occupancy().violation(PlacementRule.OVERLOAD))
                .as("it does not look at demand")
                .isPositive();
    }

    @Test
    void aFleetAtSeventyPerCentIsBroughtWithinTargetInLessThanASecondOfCpu() {
        PlacementProblem problem = problem(zipf(32, 6, 0.7, 1));
        optaPlanner.place(problem, 1); // the first search of a JVM also loads the solver

        long before = cpuNanos();
        PlacementPolicy.Result result = optaPlanner.place(problem, 2);
        double seconds = (cpuNanos() - before) / 1e9;

        Occupancy found = result.placement().occupancy();
        assertThat(found.standing().feasible()).isTrue();
        assertThat(found.violation(PlacementRule.SERVED)).isZero();
        assertThat(found.violation(PlacementRule.OVERLOAD)).isZero();
        assertThat(seconds).isLessThan(1);
    }

    @Test
    void aThousandAdaptersOnAHundredPodsAreBroughtWithinTarget() {
        PlacementProblem problem = problem(zipf(1_000, 100, 0.69, 1));

        long before = cpuNanos();
        PlacementPolicy.Result result = optaPlanner.place(problem, 1);
        double seconds = (cpuNanos() - before) / 1e9;

        Occupancy found = result.placement().occupancy();
        System.out.printf(
                "1,000 x 100: %d quanta, %d steps, %.1f s of CPU, standing %s%n",
                problem.quanta(), result.steps(), seconds, found.standing());
        assertThat(found.standing().feasible()).isTrue();
        assertThat(found.violation(PlacementRule.SERVED)).isZero();
        assertThat(found.violation(PlacementRule.OVERLOAD)).isZero();
        assertThat(seconds).isLessThan(60);
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    @Test
    void theSearchIsNeverWorseThanWhatItStartsFrom() {
        PlacementProblem problem = problem(zipf(24, 4, 1.2, 3));

        Occupancy start = PlacementStart.repaired(problem).occupancy();
        Occupancy found = optaPlanner.place(problem, 1).placement().occupancy();

        assertThat(found.standing()).isGreaterThanOrEqualTo(start.standing());
        assertThat(found.violation(ScoreLevel.RULES)).isZero();
    }

    /** OptaPlanner undoes every move, and compares the fast score with the streams after each. */
    @Test
    void theSolverItselfFindsNothingCorrupt() {
        PlacementProblem problem = problem(zipf(10, 3, 1.1, 5));
        SolverConfig config = new OptaPlannerPolicy(1).config(1, 1).withEnvironmentMode(EnvironmentMode.FULL_ASSERT);
        config.getScoreDirectorFactoryConfig()
                .setAssertionScoreDirectorFactory(new ScoreDirectorFactoryConfig()
                        .withConstraintProviderClass(PlacementConstraints.class)
                        .withConstraintStreamImplType(ConstraintStreamImplType.BAVET));
        config.getPhaseConfigList().get(0).getTerminationConfig().setScoreCalculationCountLimit(2_000L);

        PlacementSolution solved = SolverFactory.<PlacementSolution>create(config)
                .buildSolver()
                .solve(PlacementSolution.from(PlacementStart.repaired(problem)));

        assertThat(solved.occupancy().standing())
                .isGreaterThanOrEqualTo(
                        PlacementStart.repaired(problem).occupancy().standing());
    }

    @Test
    void withASinglePodThereIsNothingToSearch() {
        Placement placement = optaPlanner
                .place(problem(Story.of(1).adapter("a").asked("a", 1)), 1)
                .placement();

        assertThat(placement.occupancy().violation(PlacementRule.SERVED)).isZero();
    }

    @Property(tries = 60)
    void theStartBreaksNoRuleThatItCouldKeep(@ForAll @IntRange(max = 100_000) int seed) {
        Random random = new Random(seed);
        PlacementProblem problem =
                problem(zipf(1 + random.nextInt(20), 1 + random.nextInt(4), 2 * random.nextDouble(), seed));

        Placement start = PlacementStart.repaired(problem);
        Occupancy occupancy = start.occupancy();

        assertThat(occupancy.violation(ScoreLevel.RULES)).isZero();
        for (ModelLoad model : problem.models()) {
            assertThat(start.served(model) + occupancy.unserved(model)).isEqualTo(model.quanta());
        }
        IncrementalPlacementScore score = new IncrementalPlacementScore();
        PlacementSolution solution = PlacementSolution.from(start);
        score.resetWorkingSolution(solution);
        assertThat(score.calculateScore().softScore(0)).isEqualTo(-occupancy.violation(PlacementRule.SERVED));
        for (PodSeat seat : problem.seats()) {
            assertThat(occupancy.load(seat)).isLessThanOrEqualTo(seat.capacity());
        }
    }
}
