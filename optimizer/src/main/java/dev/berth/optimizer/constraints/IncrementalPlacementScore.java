package dev.berth.optimizer.constraints;

import dev.berth.optimizer.planning.PlacementSolution;
import dev.berth.optimizer.planning.Quantum;
import dev.berth.optimizer.planning.WorkingView;
import dev.berth.optimizer.score.ScoreLevel;
import org.optaplanner.core.api.score.buildin.bendablelong.BendableLongScore;
import org.optaplanner.core.api.score.calculator.IncrementalScoreCalculator;

/** The score that production solves by: {@link PlacementConstraints}, kept up to date move by move. */
public final class IncrementalPlacementScore
        implements IncrementalScoreCalculator<PlacementSolution, BendableLongScore> {
    private WorkingView view;

    @Override
    public void resetWorkingSolution(PlacementSolution workingSolution) {
        view = new WorkingView(workingSolution);
        workingSolution.show(view);
    }

    @Override
    public void beforeEntityAdded(Object entity) {}

    @Override
    public void afterEntityAdded(Object entity) {
        throw new UnsupportedOperationException("the quanta of a problem are given");
    }

    @Override
    public void beforeVariableChanged(Object entity, String variableName) {
        view.retracted((Quantum) entity);
    }

    @Override
    public void afterVariableChanged(Object entity, String variableName) {
        view.inserted((Quantum) entity);
    }

    @Override
    public void beforeEntityRemoved(Object entity) {
        throw new UnsupportedOperationException("the quanta of a problem are given");
    }

    @Override
    public void afterEntityRemoved(Object entity) {}

    @Override
    public BendableLongScore calculateScore() {
        long[] hard = new long[ScoreLevel.HARD_LEVELS];
        long[] soft = new long[ScoreLevel.SOFT_LEVELS];
        view.occupancy().score(hard, soft);
        return BendableLongScore.of(hard, soft);
    }
}
