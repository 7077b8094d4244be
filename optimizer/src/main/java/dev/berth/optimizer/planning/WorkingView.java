package dev.berth.optimizer.planning;

import dev.berth.optimizer.problem.ModelLoad;
import dev.berth.optimizer.problem.PodSeat;
import dev.berth.optimizer.score.Occupancy;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;

/** The working solution, indexed both ways for the moves: who is on a pod, which quanta a model has, how full pods are. */
public final class WorkingView {
    private final Occupancy occupancy;
    private final List<Quantum> all;
    private final List<List<Quantum>> byModel = new ArrayList<>();
    private final List<List<Quantum>> onSeat = new ArrayList<>();
    private final List<List<PodSeat>> homes = new ArrayList<>();
    private final List<List<PodSeat>> allowed = new ArrayList<>();
    private final List<Quantum> unserved = new ArrayList<>();
    private final int[] position;

    public WorkingView(PlacementSolution solution) {
        this.occupancy = new Occupancy(solution.problem());
        this.all = solution.getQuanta();
        this.position = new int[all.size()];
        solution.problem().seats().forEach(seat -> onSeat.add(new ArrayList<>()));
        for (ModelLoad model : solution.problem().models()) {
            byModel.add(new ArrayList<>());
            List<PodSeat> may =
                    solution.problem().seats().stream().filter(model::allowed).toList();
            allowed.add(may);
            homes.add(may.stream().filter(model::current).toList());
        }
        for (Quantum quantum : all) {
            byModel.get(quantum.getModel().index()).add(quantum);
            inserted(quantum);
        }
    }

    public Occupancy occupancy() {
        return occupancy;
    }

    /** The quantum has been given its present seat. */
    public void inserted(Quantum quantum) {
        List<Quantum> list = listOf(quantum.getSeat());
        position[quantum.getId()] = list.size();
        list.add(quantum);
        occupancy.put(quantum.getModel(), quantum.getSeat());
    }

    /** The quantum is about to leave its present seat. */
    public void retracted(Quantum quantum) {
        List<Quantum> list = listOf(quantum.getSeat());
        int gap = position[quantum.getId()];
        Quantum last = list.remove(list.size() - 1);
        if (last != quantum) {
            list.set(gap, last);
            position[last.getId()] = gap;
        }
        occupancy.take(quantum.getModel(), quantum.getSeat());
    }

    private List<Quantum> listOf(PodSeat seat) {
        return seat == null ? unserved : onSeat.get(seat.index());
    }

    Quantum anyQuantum(RandomGenerator random) {
        return all.get(random.nextInt(all.size()));
    }

    /** A quantum that nobody serves, null if all are served. */
    Quantum anyUnserved(RandomGenerator random) {
        return unserved.isEmpty() ? null : unserved.get(random.nextInt(unserved.size()));
    }

    /** A quantum on the pod, null if it is empty. */
    Quantum anyOn(PodSeat seat, RandomGenerator random) {
        List<Quantum> there = onSeat.get(seat.index());
        return there.isEmpty() ? null : there.get(random.nextInt(there.size()));
    }

    /** All quanta of the quantum's model on its pod: the whole replica. */
    List<Quantum> replicaOf(Quantum quantum) {
        List<Quantum> replica = new ArrayList<>();
        for (Quantum sibling : byModel.get(quantum.getModel().index())) {
            if (Objects.equals(sibling.getSeat(), quantum.getSeat())) {
                replica.add(sibling);
            }
        }
        return replica;
    }

    /** A pod that holds the model already, or one that another quantum of it is on; null if there is none. */
    PodSeat home(Quantum quantum, RandomGenerator random) {
        List<PodSeat> held = homes.get(quantum.getModel().index());
        if (!held.isEmpty() && random.nextInt(4) != 0) {
            return held.get(random.nextInt(held.size()));
        }
        List<Quantum> siblings = byModel.get(quantum.getModel().index());
        return siblings.get(random.nextInt(siblings.size())).getSeat();
    }

    /** A pod with room for the quantum within its target load, if a few tries find one; else any that is allowed. */
    PodSeat slack(Quantum quantum, RandomGenerator random) {
        List<PodSeat> may = allowed.get(quantum.getModel().index());
        if (may.isEmpty()) {
            return null;
        }
        for (int attempt = 0; attempt < 6; attempt++) {
            PodSeat seat = may.get(random.nextInt(may.size()));
            if (occupancy.fits(quantum.getModel(), seat, seat.overloadAbove())) {
                return seat;
            }
        }
        return may.get(random.nextInt(may.size()));
    }

    /** All quanta of the quantum's model, wherever they are. */
    List<Quantum> siblings(Quantum quantum) {
        return byModel.get(quantum.getModel().index());
    }

    boolean overloaded(Quantum quantum) {
        PodSeat seat = quantum.getSeat();
        return seat != null && occupancy.load(seat) > seat.overloadAbove();
    }

    boolean awayFromHome(Quantum quantum) {
        return quantum.getSeat() != null && !quantum.getModel().current(quantum.getSeat());
    }
}
