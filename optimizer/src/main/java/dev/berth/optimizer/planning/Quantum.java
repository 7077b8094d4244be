package dev.berth.optimizer.planning;

import dev.berth.optimizer.problem.ModelLoad;
import dev.berth.optimizer.problem.PairBar;
import dev.berth.optimizer.problem.PodSeat;
import org.optaplanner.core.api.domain.entity.PlanningEntity;
import org.optaplanner.core.api.domain.lookup.PlanningId;
import org.optaplanner.core.api.domain.variable.PlanningVariable;

/**
 * One part of a model's demand, about a twentieth of a pod, that some pod serves or nobody does. A replica is where at
 * least one quantum sits; how the quanta of a model are spread is how its traffic is weighted.
 */
@PlanningEntity
public class Quantum {
    static final String VARIABLE = "seat";

    private int id;
    private ModelLoad model;
    private PodSeat seat;

    /** For the solver, which clones entities. */
    public Quantum() {}

    public Quantum(int id, ModelLoad model) {
        this(id, model, null);
    }

    public Quantum(int id, ModelLoad model, PodSeat seat) {
        this.id = id;
        this.model = model;
        this.seat = seat;
    }

    @PlanningId
    public int getId() {
        return id;
    }

    public ModelLoad getModel() {
        return model;
    }

    /** The pod that serves it; null if nobody does. */
    @PlanningVariable(valueRangeProviderRefs = "seats", nullable = true)
    public PodSeat getSeat() {
        return seat;
    }

    public void setSeat(PodSeat seat) {
        this.seat = seat;
    }

    public long load() {
        return model.quantumLoad(seat);
    }

    public PairBar bar() {
        return model.bar(seat);
    }

    /** Whether its pod serves its model already. */
    public boolean serving() {
        return model.serving(seat);
    }

    public int zone() {
        return seat.zone();
    }

    @Override
    public String toString() {
        return model + "#" + id;
    }
}
