package dev.berth.optimizer.certify;

import dev.berth.optimizer.problem.ModelLoad;
import dev.berth.optimizer.problem.PlacementProblem;
import dev.berth.optimizer.problem.PodSeat;
import dev.berth.optimizer.problem.Units;
import dev.berth.optimizer.score.Occupancy;
import dev.berth.optimizer.score.PlacementRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A linear program that every allowed placement solves at its own {@link ChurnObjective}, so that its optimum bounds them all:
 * the aggregated columns. Pairs in force keep a column each (there or not, and how much of the demand); all other pods of a kind
 * are one column for each model (on how many of them, and how much of the demand together). What is given up: that the load of
 * new replicas must fit on single pods, that demand comes in quanta, zones, balance. It speaks of placements that leave no more
 * out, and go no further beyond targets, than the one it is held against.
 *
 * <pre>
 *   minimise   20 * loads + 5 * unloads + doublings of rank
 *   x[a,p] in {0,1}, y[a,p]     for pairs in force: there, and quanta there   x <= y <= most quanta that fit on p * x
 *   X[a,t] whole,    Y[a,t]     other pods of kind t                          X <= Y <= most quanta that fit on one * X
 *   u[a], e[p] >= 0             quanta left out, load beyond the pod's target; sums at most the placement's own
 *   model:  sum y + sum Y + u = quanta        least <= sum x + sum X <= most replicas
 *   pod:    load of y <= target + e           kind: load of y and Y <= targets + e, replicas and slots within the pods' own
 * </pre>
 */
public final class Relaxation {
    private final PlacementProblem problem;
    private final Occupancy placement;
    private final LinearModel model = new LinearModel();
    private final List<List<PodSeat>> kinds;
    private final int[] kindOf;
    private final LinearModel.Row[] podLoad;
    private final LinearModel.Row[] podRoom;
    private final LinearModel.Row[] kindLoad;
    private final LinearModel.Row[] kindRoom;
    private final LinearModel.Row[] kindSlots;
    private final long excess;
    private double constant;

    private Relaxation(Occupancy placement) {
        this.placement = placement;
        this.problem = placement.problem();
        this.kinds = kinds(problem);
        this.kindOf = new int[problem.seats().size()];
        for (int kind = 0; kind < kinds.size(); kind++) {
            for (PodSeat seat : kinds.get(kind)) {
                kindOf[seat.index()] = kind;
            }
        }
        this.excess = problem.seats().stream()
                .mapToLong(s -> Math.max(0, placement.load(s) - s.overloadAbove()))
                .sum();
        this.podLoad = new LinearModel.Row[problem.seats().size()];
        this.podRoom = new LinearModel.Row[problem.seats().size()];
        this.kindLoad = new LinearModel.Row[kinds.size()];
        this.kindRoom = new LinearModel.Row[kinds.size()];
        this.kindSlots = new LinearModel.Row[kinds.size()];
    }

    /**
     * The program, and what its optimum lacks to the objective.
     *
     * @param constant to be added to the solver's bound
     */
    public record Program(LinearModel model, double constant) {}

    /** The relaxation of the placement's problem, for placements that serve as much and are overloaded as little. */
    public static Program of(Occupancy placement) {
        Relaxation relaxation = new Relaxation(placement);
        relaxation.pods();
        relaxation.models();
        return new Program(relaxation.model, relaxation.constant);
    }

    private record Kind(int group, int slots, int hostRoom, int maxLoraRank, long target) {}

    private static List<List<PodSeat>> kinds(PlacementProblem problem) {
        Map<String, List<PodSeat>> kinds = new TreeMap<>();
        for (PodSeat s : problem.seats()) {
            Kind kind = new Kind(s.group(), s.slots(), s.hostRoom(), s.maxLoraRank(), s.overloadAbove());
            kinds.computeIfAbsent(kind.toString(), k -> new ArrayList<>()).add(s);
        }
        return List.copyOf(kinds.values());
    }

    private void pods() {
        LinearModel.Row allExcess = model.atMost(excess);
        for (int kind = 0; kind < kinds.size(); kind++) {
            List<PodSeat> pods = kinds.get(kind);
            PodSeat one = pods.get(0);
            kindLoad[kind] = model.atMost((double) pods.size() * one.overloadAbove());
            kindRoom[kind] = model.atMost((double) pods.size() * replicasOn(one));
            kindSlots[kind] = model.atMost((double) pods.size() * one.slots() * Units.SLOT);
        }
        for (PodSeat seat : problem.seats()) {
            int pod = seat.index();
            int beyond = model.variable(0, excess, 0, false);
            allExcess.plus(1, beyond);
            podLoad[pod] = model.atMost(seat.overloadAbove()).plus(-1, beyond);
            kindLoad[kindOf[pod]].plus(-1, beyond);
            podRoom[pod] = model.atMost(replicasOn(seat));
        }
    }

    private int replicasOn(PodSeat seat) {
        return problem.terms().strictSlots() ? Math.min(seat.slots(), seat.hostRoom()) : seat.hostRoom();
    }

    private void models() {
        LinearModel.Row allUnserved = model.atMost(placement.violation(PlacementRule.SERVED));
        for (ModelLoad one : problem.models()) {
            LinearModel.Row served = model.row(one.quanta(), one.quanta());
            int unserved = model.variable(0, one.quanta(), 0, false);
            served.plus(1, unserved);
            allUnserved.plus(one.unservedCost(), unserved);
            LinearModel.Row replicas = one.adapter()
                    ? model.row(leastReplicas(one), mostReplicas(one))
                    : model.atLeast(0);
            for (PodSeat seat : problem.seats()) {
                if (held(one, seat)) {
                    pairInForce(one, seat, served, replicas);
                } else if (one.adapter() && one.current(seat)) {
                    constant += ChurnObjective.UNLOAD;
                }
            }
            for (int kind = 0; kind < kinds.size(); kind++) {
                others(one, kind, served, replicas);
            }
        }
    }

    private static boolean held(ModelLoad one, PodSeat seat) {
        return one.current(seat) && one.allowed(seat);
    }

    /** Placements that miss a minimum are no better a yardstick than the one held against it. */
    private double leastReplicas(ModelLoad one) {
        return Math.min(one.facts().minReplicas(), placement.replicas(one));
    }

    private static double mostReplicas(ModelLoad one) {
        return one.facts().maxReplicas() == 0
                ? Double.POSITIVE_INFINITY
                : one.facts().maxReplicas();
    }

    private void pairInForce(ModelLoad one, PodSeat seat, LinearModel.Row served, LinearModel.Row replicas) {
        double cost = one.adapter() ? ChurnObjective.DOUBLING * ChurnObjective.doublings(one, seat) : 0;
        double unload = one.adapter() ? ChurnObjective.UNLOAD : 0;
        int there = model.variable(one.pair(seat).pinned() ? 1 : 0, 1, cost - unload, true);
        constant += unload;
        int quanta = model.variable(0, one.quanta(), 0, false);
        model.atLeast(0).plus(1, quanta).plus(-1, there);
        model.atLeast(0).plus(mostQuanta(one, seat), there).plus(-1, quanta);
        served.plus(1, quanta);
        replicas.plus(1, there);
        podLoad[seat.index()].plus(one.quantumLoad(seat), quanta);
        kindLoad[kindOf[seat.index()]].plus(one.quantumLoad(seat), quanta);
        if (one.adapter()) {
            podRoom[seat.index()].plus(1, there);
            kindRoom[kindOf[seat.index()]].plus(1, there);
            kindSlots[kindOf[seat.index()]].plus(slotsOfAQuantum(one), quanta);
        }
    }

    private void others(ModelLoad one, int kind, LinearModel.Row served, LinearModel.Row replicas) {
        List<PodSeat> pods = kinds.get(kind).stream()
                .filter(s -> one.allowed(s) && !one.current(s))
                .toList();
        if (pods.isEmpty()) {
            return;
        }
        PodSeat seat = pods.get(0);
        double cost = one.adapter()
                ? ChurnObjective.LOAD + ChurnObjective.DOUBLING * ChurnObjective.doublings(one, seat)
                : 0;
        long pinned = pods.stream().filter(s -> one.pair(s).pinned()).count();
        int there = model.variable(pinned, pods.size(), cost, true);
        int quanta = model.variable(0, one.quanta(), 0, false);
        model.atLeast(0).plus(1, quanta).plus(-1, there);
        model.atLeast(0).plus(mostQuanta(one, seat), there).plus(-1, quanta);
        served.plus(1, quanta);
        replicas.plus(1, there);
        kindLoad[kind].plus(one.quantumLoad(seat), quanta);
        if (one.adapter()) {
            kindRoom[kind].plus(1, there);
            kindSlots[kind].plus(slotsOfAQuantum(one), quanta);
        }
    }

    private double mostQuanta(ModelLoad one, PodSeat seat) {
        return Math.min(one.quanta(), (double) ((seat.overloadAbove() + excess) / one.quantumLoad(seat)));
    }

    /** The share of slots that quanta take is least for each of them when all are together: the curve is concave. */
    private static double slotsOfAQuantum(ModelLoad one) {
        return (double) one.slotUse(one.quanta()) / one.quanta();
    }
}
