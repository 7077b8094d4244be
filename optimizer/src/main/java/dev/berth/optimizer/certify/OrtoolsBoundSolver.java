package dev.berth.optimizer.certify;

import com.google.ortools.Loader;
import com.google.ortools.linearsolver.MPConstraint;
import com.google.ortools.linearsolver.MPObjective;
import com.google.ortools.linearsolver.MPSolver;
import com.google.ortools.linearsolver.MPSolverParameters;
import com.google.ortools.linearsolver.MPVariable;
import java.util.List;

/** OR-Tools: SCIP where variables are whole numbers, GLOP where none is. Made by name only, since its jar may be missing. */
final class OrtoolsBoundSolver implements BoundSolver {
    private static final String NO_RESTARTS = "presolving/maxrestarts = 0\n";

    OrtoolsBoundSolver() {
        Loader.loadNativeLibraries();
    }

    @Override
    public Answer bound(LinearModel model, boolean whole, double seconds) {
        MPSolver solver = MPSolver.createSolver(whole ? "SCIP" : "GLOP");
        try {
            List<LinearModel.Variable> variables = model.variables();
            MPVariable[] of = new MPVariable[variables.size()];
            MPObjective objective = solver.objective();
            for (int i = 0; i < of.length; i++) {
                LinearModel.Variable v = variables.get(i);
                of[i] = solver.makeVar(v.least(), v.most(), whole && v.whole(), "");
                objective.setCoefficient(of[i], v.cost());
            }
            objective.setMinimization();
            for (LinearModel.Row row : model.rows()) {
                MPConstraint constraint = solver.makeConstraint(row.least(), row.most());
                for (int i = 0; i < row.size(); i++) {
                    constraint.setCoefficient(of[row.variable(i)], row.coefficient(i));
                }
            }
            if (whole) {
                solver.setSolverSpecificParametersAsString(NO_RESTARTS);
            }
            solver.setTimeLimit(Math.round(seconds * 1000));
            try (Parameters parameters = new Parameters()) {
                MPSolver.ResultStatus status = solver.solve(parameters.values);
                return answer(status, solver, whole);
            }
        } finally {
            solver.delete();
        }
    }

    private static Answer answer(MPSolver.ResultStatus status, MPSolver solver, boolean whole) {
        boolean optimal = status == MPSolver.ResultStatus.OPTIMAL;
        if (!optimal && !whole) {
            return new Answer(Double.NEGATIVE_INFINITY, false); // an LP that was cut short proves nothing
        }
        return switch (status) {
            case OPTIMAL ->
                new Answer(
                        whole
                                ? solver.objective().bestBound()
                                : solver.objective().value(),
                        true);
            case FEASIBLE -> new Answer(unfinished(solver.objective()), false);
            case INFEASIBLE -> new Answer(Double.POSITIVE_INFINITY, true);
            default -> new Answer(Double.NEGATIVE_INFINITY, false);
        };
    }

    /**
     * What a search that was cut short has proven. SCIP's bound is the least over the open nodes of its tree, and, by its own
     * source, the value of the best solution it has where no node is open: that is so before the root is made, and again
     * within each restart, which presolves anew and grows a new tree. A bound read then proves nothing, and is above
     * whatever is better than SCIP's own solution. So there are no restarts, and a bound that is that value does not count.
     */
    private static double unfinished(MPObjective objective) {
        double bound = objective.bestBound();
        return bound < objective.value() - 1e-6 ? bound : Double.NEGATIVE_INFINITY;
    }

    /** Native memory with an end. */
    private static final class Parameters implements AutoCloseable {
        private final MPSolverParameters values = new MPSolverParameters();

        Parameters() {
            values.setDoubleParam(MPSolverParameters.DoubleParam.RELATIVE_MIP_GAP, 1e-6);
        }

        @Override
        public void close() {
            values.delete();
        }
    }
}
