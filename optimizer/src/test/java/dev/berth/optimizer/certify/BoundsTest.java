package dev.berth.optimizer.certify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.berth.domain.config.ConfigText;
import dev.berth.optimizer.instances.InstanceGenerator;
import dev.berth.optimizer.instances.InstanceShape;
import dev.berth.optimizer.policy.PlacementStart;
import dev.berth.optimizer.policy.Placements;
import dev.berth.optimizer.problem.ModelLoad;
import dev.berth.optimizer.problem.PlacementProblem;
import dev.berth.optimizer.problem.PlanningTerms;
import dev.berth.optimizer.problem.ProblemReader;
import dev.berth.optimizer.score.Occupancy;
import dev.berth.optimizer.score.ScoreLevel;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** A bound above something that was found would be a lie. Skipped, aloud, where OR-Tools has no natives. */
class BoundsTest {
    private static final PlanningTerms COARSE = terms(0.4);
    /** Parts are solved to a thousandth at first, and may come to less than they are by as much. */
    private static final double INEXACT = 0.01;

    private static final Optional<BoundSolver> SOLVER = BoundSolver.onClassPath();

    private static PlanningTerms terms(double quantum) {
        return ConfigText.read(
                "test",
                "slots: strict\nrepaySeconds: 1000000\nspare: {copies: 0}\nquantum: " + quantum,
                PlanningTerms.DEFAULTS);
    }

    private static PlacementProblem problem(InstanceShape shape, PlanningTerms terms) {
        return ProblemReader.read(InstanceGenerator.of(shape).inputs(), terms, 180_000);
    }

    /** All ways to seat the quanta of all models from this one on, tried out. */
    private static final class Everything {
        private final PlacementProblem problem;
        private final Occupancy occupancy;
        private double objective = Double.POSITIVE_INFINITY;
        private long loads = Long.MAX_VALUE;
        private Occupancy best;

        Everything(PlacementProblem problem) {
            this.problem = problem;
            this.occupancy = new Occupancy(problem);
        }

        void from(int model, int seat, int left) {
            if (model == problem.models().size()) {
                judge();
                return;
            }
            ModelLoad one = problem.models().get(model);
            if (seat == problem.seats().size() - 1) {
                change(one, seat, left, true);
                if (occupancy.violation(ScoreLevel.RULES) == 0) {
                    int next = model + 1;
                    from(
                            next,
                            0,
                            next < problem.models().size()
                                    ? problem.models().get(next).quanta()
                                    : 0);
                }
                change(one, seat, left, false);
                return;
            }
            for (int here = 0; here <= left; here++) {
                change(one, seat, here, true);
                from(model, seat + 1, left - here);
                change(one, seat, here, false);
            }
        }

        private void change(ModelLoad model, int seat, int quanta, boolean put) {
            for (int i = 0; i < quanta; i++) {
                if (put) {
                    occupancy.put(model, problem.seats().get(seat));
                } else {
                    occupancy.take(model, problem.seats().get(seat));
                }
            }
        }

        private void judge() {
            boolean within = problem.seats().stream().allMatch(s -> occupancy.load(s) <= s.overloadAbove());
            if (occupancy.standing().feasible() && within) {
                ChurnObjective found = ChurnObjective.of(occupancy);
                loads = Math.min(loads, found.loads());
                if (found.value() < objective) {
                    objective = found.value();
                    best = dev.berth.optimizer.score.Placement.from(occupancy).occupancy();
                }
            }
        }
    }

    @Property(tries = 60)
    void noPlacementOfATinyFleetIsBelowItsBounds(
            @ForAll @IntRange(min = 2, max = 4) int adapters,
            @ForAll @IntRange(min = 2, max = 3) int pods,
            @ForAll @DoubleRange(min = 0.3, max = 0.78) double load,
            @ForAll @IntRange(max = 10_000) int seed) {
        PlacementProblem problem = problem(new InstanceShape(adapters, pods, 3, load, 1, 0.6, seed), COARSE);
        Everything all = new Everything(problem);
        all.from(0, 0, problem.models().get(0).quanta());
        assumeThat(all.best).as("a placement without overload").isNotNull();

        ChurnBound closed = ChurnBound.of(all.best, problem);
        assertThat(closed.objective()).isLessThanOrEqualTo(all.objective + 1e-6);
        assertThat(closed.loads()).isLessThanOrEqualTo(all.loads);
        assumeThat(SOLVER).as("OR-Tools on the class path").isPresent();
        Relaxation.Program program = Relaxation.of(all.best, problem);
        BoundSolver.Answer whole = SOLVER.orElseThrow().bound(program.model(), true, 20);
        BoundSolver.Answer fractions = SOLVER.orElseThrow().bound(program.model(), false, 20);
        assertThat(whole.bound() + program.constant()).isLessThanOrEqualTo(all.objective + 1e-4);
        assertThat(fractions.bound()).isLessThanOrEqualTo(whole.bound() + 1e-4);
        assertThat(priced(program, SOLVER.orElseThrow(), 20).sum()).isLessThanOrEqualTo(whole.bound() + 1e-4);
        Relaxation.Program oneSize = Relaxation.plain(all.best, problem);
        BoundSolver.Answer plain = SOLVER.orElseThrow().bound(oneSize.model(), true, 20);
        assertThat(plain.bound() + oneSize.constant())
                .as("sizes of loads only add to what is proven")
                .isLessThanOrEqualTo(whole.bound() + program.constant() + 1e-4);
        Relaxation.Program ofLoads = Relaxation.ofLoads(all.best, problem);
        assertThat(SOLVER.orElseThrow().bound(ofLoads.model(), true, 20).bound() + ofLoads.constant())
                .isLessThanOrEqualTo(all.loads + 1e-4);
    }

    /** The start may be overloaded and the planner's cut differs from it: each is held against the bounds of its own. */
    @Property(tries = 25)
    void whatIsFoundIsAboveItsBounds(
            @ForAll @IntRange(min = 10, max = 60) int adapters,
            @ForAll @DoubleRange(min = 0.5, max = 0.9) double load,
            @ForAll @IntRange(max = 10_000) int seed) {
        PlacementProblem problem = problem(new InstanceShape(adapters, 8, 12, load, 1, 0.3, seed), terms(0.05));
        holds(problem, PlacementStart.repaired(problem).occupancy());
        holds(
                problem,
                Placements.named(Placements.PLANNER, new dev.berth.optimizer.policy.SearchBudget(20, 5_000))
                        .place(problem, seed)
                        .placement()
                        .occupancy());
    }

    private static void holds(PlacementProblem problem, Occupancy found) {
        ChurnObjective objective = ChurnObjective.of(found);
        ChurnBound closed = ChurnBound.of(found, problem);
        assertThat(closed.objective()).isLessThanOrEqualTo(objective.value() + 1e-6);
        assertThat(closed.loads()).isLessThanOrEqualTo(objective.loads());
        SOLVER.ifPresent(solver -> {
            Relaxation.Program program = Relaxation.of(found, problem);
            BoundSolver.Answer answer = solver.bound(program.model(), true, 5);
            assertThat(answer.bound() + program.constant()).isLessThanOrEqualTo(objective.value() + 1e-4);
        });
    }

    /** The start may be overloaded and leave some out, so that all of the tying rows count. */
    @Property(tries = 15)
    void partsWithPricesStayBelowTheWhole(
            @ForAll @IntRange(min = 10, max = 60) int adapters,
            @ForAll @DoubleRange(min = 0.5, max = 0.9) double load,
            @ForAll @IntRange(max = 10_000) int seed) {
        assumeThat(SOLVER).as("OR-Tools on the class path").isPresent();
        PlacementProblem problem = problem(new InstanceShape(adapters, 8, 12, load, 1, 0.3, seed), terms(0.05));
        Relaxation.Program program =
                Relaxation.of(PlacementStart.repaired(problem).occupancy(), problem);
        BoundSolver solver = SOLVER.orElseThrow();

        double parts = priced(program, solver, 1).sum();

        BoundSolver.Answer whole = solver.bound(program.model(), true, 10);
        assumeThat(whole.optimal()).isTrue();
        assertThat(parts).isLessThanOrEqualTo(whole.bound() + 1e-4);
    }

    /** Coarse prices prove no less of the finer program, any prices hold, and so does what was proven when time was over. */
    @Property(tries = 6)
    void finerPartsBeginWhereCoarserOnesEndedAndNeverPassTheWhole(
            @ForAll @IntRange(min = 10, max = 60) int adapters,
            @ForAll @DoubleRange(min = 0.5, max = 0.9) double load,
            @ForAll @IntRange(max = 10_000) int seed) {
        assumeThat(SOLVER).as("OR-Tools on the class path").isPresent();
        PlacementProblem problem = problem(new InstanceShape(adapters, 8, 12, load, 1, 0.3, seed), terms(0.05));
        Occupancy start = PlacementStart.repaired(problem).occupancy();
        BoundSolver solver = SOLVER.orElseThrow();
        List<Relaxation.Program> finer = Relaxation.finer(start, problem);
        Relaxation.Program last = finer.get(finer.size() - 1);
        BoundSolver.Answer whole = solver.bound(last.model(), true, 10);
        assumeThat(whole.optimal()).isTrue();
        double before = Double.NEGATIVE_INFINITY;
        double[] prices = new double[finer.get(0).ties().size()];
        for (int i = 0; i < finer.size(); i++) {
            Relaxation.Program program = finer.get(i);
            double[] first = i == 0 ? prices : program.pricesFrom(finer.get(i - 1), prices);

            PricedParts.Priced atOnce = PricedParts.best(program.model(), program.tying(), first, solver, 0);
            PricedParts.Priced best = PricedParts.best(program.model(), program.tying(), first, solver, 0.5);

            double constant = program.constant();
            assertThat(atOnce.sum()).as("no time at all").isNotEqualTo(Double.NEGATIVE_INFINITY);
            assertThat(atOnce.sum() + constant).isLessThanOrEqualTo(whole.bound() + last.constant() + 1e-4);
            assertThat(best.sum() + constant)
                    .isLessThanOrEqualTo(whole.bound() + last.constant() + 1e-4)
                    .isGreaterThanOrEqualTo(before * (1 - INEXACT));
            before = best.sum() + constant;
            prices = best.prices();
        }
    }

    private static PricedParts.Priced priced(Relaxation.Program program, BoundSolver solver, double seconds) {
        return PricedParts.best(
                program.model(), program.tying(), new double[program.ties().size()], solver, seconds);
    }

    @Test
    void smallInstancesAreSolvedToTheProvenOptimum() {
        assumeThat(SOLVER).as("OR-Tools on the class path").isPresent();
        for (int seed = 1; seed <= 5; seed++) {
            PlacementProblem problem = problem(new InstanceShape(40, 6, 10, 0.69, 1, 0.1, seed), terms(0.05));
            Occupancy found = Placements.named(Placements.PLANNER)
                    .place(problem, seed)
                    .placement()
                    .occupancy();
            Relaxation.Program program = Relaxation.of(found, problem);

            double bound = SOLVER.orElseThrow().bound(program.model(), true, 30).bound() + program.constant();

            assertThat(found.violation(ScoreLevel.UNSERVED)).isZero();
            assertThat(ChurnObjective.of(found).value()).as("seed " + seed).isLessThanOrEqualTo(bound + 1e-3);
        }
    }

    /** Where 97 % of all targets are taken; the second one was once found early in the search, and not remembered. */
    @Test
    void tightFleetsOfAFewPodsAreSolvedToTheOptimumOverAllPlacements() {
        assumeThat(SOLVER).as("OR-Tools on the class path").isPresent();
        for (int seed = 1; seed <= 3; seed++) {
            PlacementProblem problem = problem(new InstanceShape(50, 5, 12, 0.766, 1, 0.3, seed), terms(0.05));
            Occupancy found = Placements.named(Placements.PLANNER)
                    .place(problem, seed)
                    .placement()
                    .occupancy();

            Certificate certificate = Certificate.of(found, problem, SOLVER.orElseThrow(), 30);

            assertThat(found.violation(ScoreLevel.UNSERVED)).isZero();
            assertThat(certificate.optimal())
                    .as("seed " + seed + ": " + certificate)
                    .isTrue();
        }
    }
}
