package dev.berth.optimizer.planning;

import dev.berth.optimizer.problem.PodSeat;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.optaplanner.core.api.score.director.ScoreDirector;
import org.optaplanner.core.impl.heuristic.move.AbstractMove;

/** Several quanta take a new pod each, at once; a pod of null leaves the quantum unserved. */
final class QuantaMove extends AbstractMove<PlacementSolution> {
    private final List<Quantum> quanta;
    private final List<PodSeat> to;

    /**
     * @param to the new pod of each quantum, in the same order; holds null where a quantum is to be unserved
     */
    QuantaMove(List<Quantum> quanta, List<PodSeat> to) {
        this.quanta = quanta;
        this.to = to;
    }

    @Override
    protected AbstractMove<PlacementSolution> createUndoMove(ScoreDirector<PlacementSolution> director) {
        List<PodSeat> from = new ArrayList<>(quanta.size());
        quanta.forEach(quantum -> from.add(quantum.getSeat()));
        return new QuantaMove(quanta, from);
    }

    @Override
    protected void doMoveOnGenuineVariables(ScoreDirector<PlacementSolution> director) {
        for (int i = 0; i < quanta.size(); i++) {
            Quantum quantum = quanta.get(i);
            if (!Objects.equals(quantum.getSeat(), to.get(i))) {
                director.beforeVariableChanged(quantum, Quantum.VARIABLE);
                quantum.setSeat(to.get(i));
                director.afterVariableChanged(quantum, Quantum.VARIABLE);
            }
        }
    }

    @Override
    public boolean isMoveDoable(ScoreDirector<PlacementSolution> director) {
        for (int i = 0; i < quanta.size(); i++) {
            if (!Objects.equals(quanta.get(i).getSeat(), to.get(i))) {
                return true;
            }
        }
        return false;
    }

    @Override
    public Collection<?> getPlanningEntities() {
        return quanta;
    }

    @Override
    public Collection<?> getPlanningValues() {
        return to.stream().filter(Objects::nonNull).toList();
    }
}
