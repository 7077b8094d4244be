package dev.berth.optimizer.planning;

import dev.berth.optimizer.problem.ModelLoad;
import dev.berth.optimizer.problem.PlacementProblem;
import dev.berth.optimizer.problem.PodSeat;
import dev.berth.optimizer.score.Occupancy;
import dev.berth.optimizer.score.Placement;
import dev.berth.optimizer.score.ScoreLevel;
import java.util.ArrayList;
import java.util.List;
import org.optaplanner.core.api.domain.solution.PlanningEntityCollectionProperty;
import org.optaplanner.core.api.domain.solution.PlanningScore;
import org.optaplanner.core.api.domain.solution.PlanningSolution;
import org.optaplanner.core.api.domain.solution.ProblemFactCollectionProperty;
import org.optaplanner.core.api.domain.valuerange.ValueRangeProvider;
import org.optaplanner.core.api.score.buildin.bendablelong.BendableLongScore;

/** A placement as the solver changes it: all quanta, each with its pod or without one. */
@PlanningSolution
public class PlacementSolution {
    private PlacementProblem problem;
    private List<Quantum> quanta;
    private BendableLongScore score;

    /** Kept by the incremental score for the moves; clones share it, but only the working solution is asked for it. */
    private WorkingView view;

    /** For the solver, which clones solutions. */
    public PlacementSolution() {}

    private PlacementSolution(PlacementProblem problem, List<Quantum> quanta) {
        this.problem = problem;
        this.quanta = quanta;
    }

    /** The quanta of a placement, numbered by model and, within it, by pod. */
    public static PlacementSolution from(Placement placement) {
        PlacementProblem problem = placement.problem();
        List<Quantum> quanta = new ArrayList<>();
        for (ModelLoad model : problem.models()) {
            for (PodSeat seat : problem.seats()) {
                for (int i = placement.count(model, seat); i > 0; i--) {
                    quanta.add(new Quantum(quanta.size(), model, seat));
                }
            }
            for (int i = placement.unserved(model); i > 0; i--) {
                quanta.add(new Quantum(quanta.size(), model));
            }
        }
        return new PlacementSolution(problem, quanta);
    }

    public Placement toPlacement() {
        return Placement.from(occupancy());
    }

    /** Computed anew from the quanta. */
    public Occupancy occupancy() {
        Occupancy occupancy = new Occupancy(problem);
        quanta.forEach(quantum -> occupancy.put(quantum.getModel(), quantum.getSeat()));
        return occupancy;
    }

    public PlacementProblem problem() {
        return problem;
    }

    @ProblemFactCollectionProperty
    @ValueRangeProvider(id = "seats")
    public List<PodSeat> getSeats() {
        return problem.seats();
    }

    @ProblemFactCollectionProperty
    public List<PlacementProblem.CurrentPair> getCurrentPairs() {
        return problem.currentPairs();
    }

    @ProblemFactCollectionProperty
    public List<PlacementProblem.PinnedPair> getPinnedPairs() {
        return problem.pinnedPairs();
    }

    @PlanningEntityCollectionProperty
    public List<Quantum> getQuanta() {
        return quanta;
    }

    public void setQuanta(List<Quantum> quanta) {
        this.quanta = quanta;
    }

    @PlanningScore(
            bendableHardLevelsSize = ScoreLevel.HARD_LEVELS,
            bendableSoftLevelsSize = 7) // ScoreLevel.SOFT_LEVELS is not a constant expression; a test holds them equal
    public BendableLongScore getScore() {
        return score;
    }

    public void setScore(BendableLongScore score) {
        this.score = score;
    }

    WorkingView view() {
        return view;
    }

    /** Lets the moves see what the score knows of the working solution. */
    public void show(WorkingView newView) {
        this.view = newView;
    }
}
