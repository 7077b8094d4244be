package dev.berth.optimizer.certify;

import dev.berth.optimizer.problem.PlacementProblem;
import dev.berth.optimizer.score.Occupancy;
import java.util.List;

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
                Relaxation.finer(placement, asked),
                placement,
                solver,
                seconds);
        if (relaxed.optimal() || !ExactModel.suits(placement)) {
            return relaxed;
        }
        Relaxation.Program program = ExactModel.of(placement, asked);
        BoundSolver.Answer answer = solver.bound(program.model(), true, seconds);
        return relaxed.or(
                answer.bound() + program.constant(), answer.optimal() ? Source.EXACT_OPTIMUM : Source.EXACT_BOUND);
    }

    /** Of the number of loads alone. */
    public static Certificate ofLoads(Occupancy placement, PlacementProblem asked, BoundSolver solver, double seconds) {
        return of(
                ChurnObjective.of(placement).loads(),
                ChurnBound.of(placement, asked).loads(),
                Relaxation.finerOfLoads(placement, asked),
                placement,
                solver,
                seconds);
    }

    /** @param finer programs, of which each proves more than the one before it and takes longer */
    private static Certificate of(
            double found,
            double closedForm,
            List<Relaxation.Program> finer,
            Occupancy placement,
            BoundSolver solver,
            double seconds) {
        Certificate best = new Certificate(found, closedForm, Source.CLOSED_FORM);
        long end = System.nanoTime() + Math.round(seconds * 1e9);
        Relaxation.Program before = null;
        double[] prices = {};
        for (int i = 0; i == 0 || (i < finer.size() && !best.optimal()); i++) {
            Relaxation.Program program = finer.get(i);
            double left = (end - System.nanoTime()) / 1e9;
            if (i > 0 && left <= 0) {
                break;
            }
            double[] first = before == null ? new double[program.ties().size()] : program.pricesFrom(before, prices);
            PricedParts.Priced priced = PricedParts.best(
                    program.model(), program.tying(), first, solver, i + 1 < finer.size() ? left / 2 : left);
            best = best.or(priced.sum() + program.constant(), Source.PARTS);
            before = program;
            prices = priced.prices();
        }
        if (best.optimal() || placement.problem().models().size() >= MANY_MODELS) {
            return best;
        }
        Relaxation.Program plain = finer.get(0);
        BoundSolver.Answer answer = solver.bound(plain.model(), true, seconds);
        return best.or(
                answer.bound() + plain.constant(),
                answer.optimal() ? Source.RELAXATION_OPTIMUM : Source.RELAXATION_BOUND);
    }

    /** The greater bound, rounded up: costs are whole numbers. Of equal ones what a solver says, and of its the first. */
    private Certificate or(double proven, Source by) {
        double other = Math.ceil(proven - 1e-6);
        boolean better = source == Source.CLOSED_FORM ? other >= bound : other > bound;
        return better ? new Certificate(found, other, by) : this;
    }
}
