package dev.berth.optimizer.policy;

import dev.berth.optimizer.constraints.IncrementalPlacementScore;
import dev.berth.optimizer.planning.PlacementMoves;
import dev.berth.optimizer.planning.PlacementSolution;
import dev.berth.optimizer.planning.Quantum;
import dev.berth.optimizer.planning.Refinement;
import dev.berth.optimizer.problem.ModelLoad;
import dev.berth.optimizer.problem.PlacementProblem;
import dev.berth.optimizer.score.Occupancy;
import dev.berth.optimizer.score.Placement;
import dev.berth.optimizer.score.PlacementRule;
import dev.berth.optimizer.score.ScoreLevel;
import java.util.stream.Stream;
import org.optaplanner.core.api.solver.Solver;
import org.optaplanner.core.api.solver.SolverFactory;
import org.optaplanner.core.config.heuristic.selector.move.factory.MoveIteratorFactoryConfig;
import org.optaplanner.core.config.localsearch.LocalSearchPhaseConfig;
import org.optaplanner.core.config.localsearch.decider.acceptor.LocalSearchAcceptorConfig;
import org.optaplanner.core.config.localsearch.decider.forager.LocalSearchForagerConfig;
import org.optaplanner.core.config.score.director.ScoreDirectorFactoryConfig;
import org.optaplanner.core.config.solver.EnvironmentMode;
import org.optaplanner.core.config.solver.SolverConfig;
import org.optaplanner.core.config.solver.termination.TerminationConfig;
import org.optaplanner.core.impl.solver.DefaultSolver;

/**
 * Two searches from today's placement, and the better result by the score. Over sets of replicas, with exact shares
 * ({@link Refinement}): it finds the fewest loads on tight fleets. Over quanta, by all rules: short late acceptance, since the
 * start is good and a long one walks away from it. Both end by moves judged and steps taken, not by time, so that equal inputs
 * give equal plans on any machine.
 */
public final class OptaPlannerPolicy implements PlacementPolicy {
    private static final int LATE_ACCEPTANCE = 5;
    private static final int LEAST_MOVES = 20_000;
    private static final int LEAST_UNIMPROVED_STEPS = 2_000;
    private static final int UNIMPROVED_STEPS_PER_QUANTUM = 20;

    /** A step of the search for sets computes a flow; a move of the search for quanta adds up a few numbers. */
    private static final int MOVES_PER_SET_STEP = 10;

    /** Where there is room a step costs far less than that. For a hundred moves. */
    private static final int STEPS_WITH_ROOM = 50;

    /** Of fleets that are not small, each run misses something else; for a hundred moves. */
    private static final int STEPS_OF_MANY_RUNS = 300;

    private static final long MOST_SET_STEPS = 10_000_000;

    /** Where the fewest loads are hard to find. For a hundred moves. */
    private static final int STEPS_WHERE_TIGHT = 350;

    private static final int MANY_QUANTA = 1_000;

    /** Where a run takes a fraction of a second, several with seeds of their own seldom all miss the optimum. */
    private static final int RUNS = 4;

    private static final int MANY_RUNS = 12;
    private static final long LEAST_STEPS_A_RUN = 100_000;

    private static final int MOST_QUANTA_SEARCHED = 10_000;
    private static final long MOST_MOVES_OF_QUANTA = 300_000;

    private final SearchBudget budget;

    public OptaPlannerPolicy(SearchBudget budget) {
        this.budget = budget;
    }

    /**
     * @param movesPerQuantum bound of the search: moves that are judged for each quantum of demand
     */
    public OptaPlannerPolicy(int movesPerQuantum) {
        this(SearchBudget.ofMovesPerQuantum(movesPerQuantum));
    }

    @Override
    public String name() {
        return Placements.PLANNER;
    }

    @Override
    public PolicyTraits traits() {
        return PolicyTraits.PLANNER;
    }

    @Override
    public PlacementPolicy firstAnswer() {
        return budget.mostMoves() <= SearchBudget.FIRST_ANSWER.mostMoves()
                ? this
                : new OptaPlannerPolicy(
                        new SearchBudget(budget.movesPerQuantum(), SearchBudget.FIRST_ANSWER.mostMoves()));
    }

    @Override
    public Result place(PlacementProblem problem, long seed) {
        Placement start = PlacementStart.repaired(problem);
        if (problem.models().stream().allMatch(model -> nothingToChoose(model, start))) {
            return new Result(start, 0);
        }
        boolean many = problem.quanta() > MANY_QUANTA;
        long steps = setSteps(problem);
        Placement refined = better(start, Refinement.of(start, steps, runs(problem, steps), seed));
        if (many && (problem.quanta() > MOST_QUANTA_SEARCHED || unblemished(refined))) {
            return new Result(better(start, refined), steps);
        }
        Solver<PlacementSolution> solver = SolverFactory.<PlacementSolution>create(config(seed, problem.quanta()))
                .buildSolver();
        PlacementSolution best = solver.solve(PlacementSolution.from(start));
        long judged = solver instanceof DefaultSolver<PlacementSolution> counting
                ? counting.getSolverScope().getScoreCalculationCount()
                : 0;
        return new Result(better(best.toPlacement(), refined), judged + steps);
    }

    /** What serves all demand may be cut otherwise; what leaves some out must be comparable with the plan in force. */
    private static Placement better(Placement one, Placement refined) {
        Occupancy there = refined.occupancy();
        boolean comparable = there.violation(PlacementRule.SERVED) == 0;
        return comparable && there.standing().compareTo(one.occupancy().standing()) > 0 ? refined : one;
    }

    /** Nothing is wrong but what a search for the fewest loads looks at: another search over many quanta is in vain. */
    private static boolean unblemished(Placement refined) {
        Occupancy there = refined.occupancy();
        return Stream.of(ScoreLevel.values())
                .filter(level -> level.compareTo(ScoreLevel.CHURN) < 0)
                .filter(level -> level != ScoreLevel.OVERLOAD)
                .allMatch(level -> there.violation(level) == 0 && there.violation(PlacementRule.OVERLOAD) == 0);
    }

    /** Several where they are short; one where steps are few, or one run betters by every step that it gets. */
    private static int runs(PlacementProblem problem, long steps) {
        if (problem.quanta() <= MANY_QUANTA) {
            return RUNS;
        }
        boolean longer = problem.quanta() > MOST_QUANTA_SEARCHED || Refinement.tight(problem);
        return longer ? 1 : (int) Math.max(1, Math.min(MANY_RUNS, steps / LEAST_STEPS_A_RUN));
    }

    /** Of all runs together. */
    private long setSteps(PlacementProblem problem) {
        long moves = moves(problem.quanta());
        boolean manyRuns = problem.quanta() > MANY_QUANTA && problem.quanta() <= MOST_QUANTA_SEARCHED;
        int forAHundred =
                Refinement.tight(problem) ? STEPS_WHERE_TIGHT : manyRuns ? STEPS_OF_MANY_RUNS : STEPS_WITH_ROOM;
        return Math.min(MOST_SET_STEPS, Math.min(budget.mostMoves() / MOVES_PER_SET_STEP, moves / 100 * forAHundred));
    }

    private long moves(int quanta) {
        return Math.min(budget.mostMoves(), Math.max(LEAST_MOVES, (long) budget.movesPerQuantum() * quanta));
    }

    /** Served whole by the only pod that may, or by none that could: the solver would search in vain, and warn of it. */
    private static boolean nothingToChoose(ModelLoad model, Placement start) {
        long allowed = start.problem().seats().stream().filter(model::allowed).count();
        return allowed == 0 || (allowed == 1 && start.unserved(model) == 0);
    }

    SolverConfig config(long seed, int quanta) {
        long moves = Math.min(MOST_MOVES_OF_QUANTA, moves(quanta));
        int unimproved = Math.max(LEAST_UNIMPROVED_STEPS, UNIMPROVED_STEPS_PER_QUANTUM * quanta);
        return new SolverConfig()
                .withSolutionClass(PlacementSolution.class)
                .withEntityClasses(Quantum.class)
                .withEnvironmentMode(EnvironmentMode.REPRODUCIBLE)
                .withRandomSeed(seed)
                .withScoreDirectorFactory(new ScoreDirectorFactoryConfig()
                        .withIncrementalScoreCalculatorClass(IncrementalPlacementScore.class))
                .withPhases(new LocalSearchPhaseConfig()
                        .withMoveSelectorConfig(
                                new MoveIteratorFactoryConfig().withMoveIteratorFactoryClass(PlacementMoves.class))
                        .withAcceptorConfig(new LocalSearchAcceptorConfig().withLateAcceptanceSize(LATE_ACCEPTANCE))
                        .withForagerConfig(new LocalSearchForagerConfig().withAcceptedCountLimit(1))
                        .withTerminationConfig(new TerminationConfig()
                                .withScoreCalculationCountLimit(moves)
                                .withUnimprovedStepCountLimit(unimproved)));
    }
}
