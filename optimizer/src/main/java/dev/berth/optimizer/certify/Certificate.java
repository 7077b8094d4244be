package dev.berth.optimizer.certify;

import dev.berth.optimizer.problem.PlacementProblem;
import dev.berth.optimizer.score.Occupancy;

/**
 * How far a placement can be from the best at most, in one number: the {@link ChurnObjective}, or its loads alone.
 *
 * @param found what the placement costs
 * @param bound what no placement that serves as much and is overloaded as little is below
 * @param source who says so
 */
public record Certificate(double found, double bound, Source source) {
    /** Models from which on the whole numbers of the relaxation are beyond a solver, unless it falls into parts. */
    private static final int MANY_MODELS = 5_000;

    /** Where a bound comes from, the surest first. */
    public enum Source {
        EXACT_OPTIMUM("the optimum over all placements, proven by the solver"),
        EXACT_BOUND("what the solver had proven of all placements when its time was over"),
        RELAXATION_OPTIMUM("the optimum of the relaxation, proven by the solver"),
        RELAXATION_BOUND("what the solver had proven of the relaxation when its time was over"),
        PARTS("the relaxation in whole numbers, proven by the solver part by part, with prices on what ties the parts"),
        CLOSED_FORM("the closed form, which was above what the solver could prove");

        private final String words;

        Source(String words) {
            this.words = words;
        }

        /** In words, for people. */
        public String words() {
            return words;
        }
    }

    /** Relative, 0.01 = 1 %; against 1 where the bound is less. */
    public double gap() {
        return Math.max(0, found - bound) / Math.max(1, bound);
    }

    /** Nothing is better. */
    public boolean optimal() {
        return found <= bound + 1e-6;
    }

    /**
     * Of the objective. Where the relaxation is below what was found and the fleet is small, all placements are tried as well.
     *
     * @param asked the problem that was posed; the placement may be of one with its demand cut otherwise
     * @param seconds that the solver may take for each
     */
    public static Certificate of(Occupancy placement, PlacementProblem asked, BoundSolver solver, double seconds) {
        Certificate relaxed = of(
                ChurnObjective.of(placement).value(),
                ChurnBound.of(placement, asked).objective(),
                Relaxation.of(placement, asked),
                Relaxation.plain(placement, asked),
                placement,
                solver,
                seconds);
        if (relaxed.optimal() || !ExactModel.suits(placement)) {
            return relaxed;
        }
        Relaxation.Program program = ExactModel.of(placement, asked);
        BoundSolver.Answer answer = solver.bound(program.model(), true, seconds);
        double bound = whole(answer.bound() + program.constant());
        return bound > relaxed.bound()
                ? new Certificate(relaxed.found(), bound, answer.optimal() ? Source.EXACT_OPTIMUM : Source.EXACT_BOUND)
                : relaxed;
    }

    /** Of the number of loads alone. */
    public static Certificate ofLoads(Occupancy placement, PlacementProblem asked, BoundSolver solver, double seconds) {
        return of(
                ChurnObjective.of(placement).loads(),
                ChurnBound.of(placement, asked).loads(),
                Relaxation.ofLoads(placement, asked),
                Relaxation.plainOfLoads(placement, asked),
                placement,
                solver,
                seconds);
    }

    private static Certificate of(
            double found,
            double closedForm,
            Relaxation.Program program,
            Relaxation.Program plain,
            Occupancy placement,
            BoundSolver solver,
            double seconds) {
        double relaxed = PricedParts.bound(program.model(), program.tying(), solver, seconds);
        Source source = Source.PARTS;
        if (whole(relaxed + program.constant()) < found
                && placement.problem().models().size() < MANY_MODELS) {
            BoundSolver.Answer answer = solver.bound(plain.model(), true, seconds);
            if (answer.bound() > relaxed) {
                relaxed = answer.bound();
                source = answer.optimal() ? Source.RELAXATION_OPTIMUM : Source.RELAXATION_BOUND;
            }
        }
        double bound = whole(relaxed + program.constant());
        return bound < closedForm
                ? new Certificate(found, closedForm, Source.CLOSED_FORM)
                : new Certificate(found, bound, source);
    }

    /** Costs are whole numbers, so what a placement costs is one too. */
    private static double whole(double bound) {
        return Math.ceil(bound - 1e-6);
    }
}
