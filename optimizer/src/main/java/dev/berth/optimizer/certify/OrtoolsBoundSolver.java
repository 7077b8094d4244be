package dev.berth.optimizer.certify;

import com.google.ortools.Loader;
import com.google.ortools.linearsolver.MPConstraint;
import com.google.ortools.linearsolver.MPObjective;
import com.google.ortools.linearsolver.MPSolver;
import com.google.ortools.linearsolver.MPSolverParameters;
import com.google.ortools.linearsolver.MPVariable;
import java.util.Arrays;

/** OR-Tools: SCIP where variables are whole numbers, GLOP where none is. Made by name only, since its jar may be missing. */
final class OrtoolsBoundSolver implements BoundSolver {
    private static final double EXACTLY = 1e-6;
    private static final String NO_RESTARTS = "presolving/maxrestarts = 0\n";

    OrtoolsBoundSolver() {
        Loader.loadNativeLibraries();
    }

    @Override
    public Answer bound(LinearModel model, boolean whole, double seconds) {
        try (Posed posed = new Posed(model, whole)) {
            posed.solver.setTimeLimit(Math.round(seconds * 1000));
            MPSolver.ResultStatus status = posed.solve(EXACTLY);
            return answer(status, posed.solver, whole);
        }
    }

    @Override
    public Solution minimum(LinearModel model, double within, double seconds) {
        boolean whole = model.variables().stream().anyMatch(LinearModel.Variable::whole);
        try (Posed posed = new Posed(model, whole)) {
            posed.solver.setTimeLimit(Math.round(seconds * 1000));
            Answer answer = answer(posed.solve(Math.max(EXACTLY, within)), posed.solver, whole);
            boolean found = answer.bound() > Double.NEGATIVE_INFINITY && answer.bound() < Double.POSITIVE_INFINITY;
            return new Solution(
                    answer.bound(),
                    found
                            ? Arrays.stream(posed.variables)
                                    .mapToDouble(MPVariable::solutionValue)
                                    .toArray()
                            : new double[0]);
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

    /** A model as the library has it, in native memory with an end. */
    private static final class Posed implements AutoCloseable {
        private final MPSolver solver;
        private final MPVariable[] variables;
        private final MPConstraint[] constraints;

        Posed(LinearModel model, boolean whole) {
            solver = MPSolver.createSolver(whole ? "SCIP" : "GLOP");
            variables = new MPVariable[model.variables().size()];
            constraints = new MPConstraint[model.rows().size()];
            MPObjective objective = solver.objective();
            for (int i = 0; i < variables.length; i++) {
                LinearModel.Variable v = model.variables().get(i);
                variables[i] = solver.makeVar(v.least(), v.most(), whole && v.whole(), "");
                objective.setCoefficient(variables[i], v.cost());
            }
            objective.setMinimization();
            for (int r = 0; r < constraints.length; r++) {
                LinearModel.Row row = model.rows().get(r);
                constraints[r] = solver.makeConstraint(row.least(), row.most());
                for (int i = 0; i < row.size(); i++) {
                    constraints[r].setCoefficient(variables[row.variable(i)], row.coefficient(i));
                }
            }
            if (whole) {
                solver.setSolverSpecificParametersAsString(NO_RESTARTS);
            }
        }

        MPSolver.ResultStatus solve(double within) {
            MPSolverParameters parameters = new MPSolverParameters();
            try {
                parameters.setDoubleParam(MPSolverParameters.DoubleParam.RELATIVE_MIP_GAP, within);
                return solver.solve(parameters);
            } finally {
                parameters.delete();
            }
        }

        @Override
        public void close() {
            solver.delete();
        }
    }
}
