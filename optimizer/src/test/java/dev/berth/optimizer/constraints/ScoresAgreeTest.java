package dev.berth.optimizer.constraints;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.optimizer.Story;
import dev.berth.optimizer.planning.PlacementSolution;
import dev.berth.optimizer.planning.Quantum;
import dev.berth.optimizer.problem.PlacementProblem;
import dev.berth.optimizer.problem.PlanningTerms;
import dev.berth.optimizer.problem.ProblemReader;
import dev.berth.optimizer.score.Occupancy;
import dev.berth.optimizer.score.Placement;
import dev.berth.optimizer.score.PlacementRule;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.optaplanner.core.api.score.ScoreExplanation;
import org.optaplanner.core.api.score.buildin.bendablelong.BendableLongScore;
import org.optaplanner.core.api.score.stream.ConstraintStreamImplType;
import org.optaplanner.core.api.solver.SolutionManager;
import org.optaplanner.core.api.solver.SolverFactory;
import org.optaplanner.core.config.solver.SolverConfig;

/** The fast score against the readable one: on any problem, any assignment, after any moves, rule by rule. */
class ScoresAgreeTest {
    private static final SolutionManager<PlacementSolution, BendableLongScore> STREAMS =
            SolutionManager.create(SolverFactory.create(new SolverConfig()
                    .withSolutionClass(PlacementSolution.class)
                    .withEntityClasses(Quantum.class)
                    .withConstraintProviderClass(PlacementConstraints.class)
                    .withConstraintStreamImplType(ConstraintStreamImplType.BAVET)));

    @Property(tries = 150)
    void onRandomAssignmentsAndMoves(@ForAll @IntRange(min = 1, max = 1_000_000) int seed) {
        Random random = new Random(seed);
        PlacementProblem problem = problem(random);
        PlacementSolution solution = PlacementSolution.from(nobodyServed(problem));
        IncrementalPlacementScore incremental = new IncrementalPlacementScore();
        incremental.resetWorkingSolution(solution);
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 2 * solution.getQuanta().size(); i++) {
                move(solution, incremental, random);
            }
            agree(solution, incremental);
        }
    }

    private static void move(PlacementSolution solution, IncrementalPlacementScore incremental, Random random) {
        Quantum quantum =
                solution.getQuanta().get(random.nextInt(solution.getQuanta().size()));
        int seat = random.nextInt(solution.getSeats().size() + 1);
        incremental.beforeVariableChanged(quantum, "seat");
        quantum.setSeat(seat == 0 ? null : solution.getSeats().get(seat - 1));
        incremental.afterVariableChanged(quantum, "seat");
    }

    private static void agree(PlacementSolution solution, IncrementalPlacementScore incremental) {
        ScoreExplanation<PlacementSolution, BendableLongScore> streams = STREAMS.explain(solution);
        assertThat(incremental.calculateScore()).isEqualTo(streams.getScore());
        Occupancy occupancy = solution.occupancy();
        for (PlacementRule rule : PlacementRule.values()) {
            long streamed = streams.getConstraintMatchTotalMap().values().stream()
                    .filter(total -> total.getConstraintName().equals(rule.words()))
                    .mapToLong(total ->
                            -total.getScore().hardOrSoftScore(rule.level().index()))
                    .sum(); // a rule without a match has no total
            assertThat(streamed).as(rule.words()).isEqualTo(occupancy.violation(rule));
        }
    }

    private static Placement nobodyServed(PlacementProblem problem) {
        return Placement.from(new Occupancy(problem));
    }

    private static PlacementProblem problem(Random random) {
        int pods = 1 + random.nextInt(5);
        Story story = Story.of(pods).slots(1 + random.nextInt(3), 3 + random.nextInt(3));
        String[] classes = {"interactive", "standard", "batch"};
        int adapters = 1 + random.nextInt(8);
        for (int i = 0; i < adapters; i++) {
            String name = "a" + i;
            int min = 1 + random.nextInt(3);
            story.adapter(
                    name,
                    random.nextInt(8) == 0 ? "qwen" : Story.BASE,
                    8 << random.nextInt(5),
                    classes[random.nextInt(3)],
                    min,
                    random.nextBoolean() ? 0 : min + random.nextInt(2),
                    random.nextInt(10));
            if (random.nextInt(4) != 0) {
                story.asked(name, random.nextDouble() * 15);
            }
            String pod = "pod-" + (1 + random.nextInt(pods));
            switch (random.nextInt(5)) {
                case 0 -> story.failed(name, pod, Story.NOW + 1, "");
                case 1 -> story.pinned(name, pod);
                case 2 -> story.loading(name, pod);
                case 3 -> story.registered(pod, name);
                default -> {}
            }
        }
        if (random.nextBoolean()) {
            story.asked(Story.BASE, random.nextDouble() * 10);
        }
        PlanningTerms terms = PlanningTerms.DEFAULTS.with(t -> t.slots(random.nextBoolean() ? "strict" : "expected"));
        return ProblemReader.read(story.inputs(), terms, 180_000);
    }
}
