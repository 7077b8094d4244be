package dev.berth.optimizer.certify;

import dev.berth.optimizer.problem.ModelLoad;
import dev.berth.optimizer.problem.PlacementProblem;
import dev.berth.optimizer.problem.PodSeat;
import dev.berth.optimizer.score.Occupancy;
import dev.berth.optimizer.score.PlacementRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A linear program that every allowed placement solves at its own {@link ChurnObjective}, so that its optimum bounds them all:
 * aggregated columns. Pairs in force keep a column each (there or not, and how much of the demand). New replicas are counted
 * twice, by model and kind of pod over all pods, and by pod over all models, and both counts must agree in replicas and in load;
 * so a pod can't take more new load than the pairs that stay leave room for, without a column for each model and pod. What is
 * given up: that the loads of single new replicas fit together, that demand comes in quanta, zones, balance. It speaks of
 * placements that leave no more out, and go no further beyond targets, than the one it is held against.
 *
 * <pre>
 *   minimise   20 * loads + 5 * unloads + doublings of rank
 *   x[a,p] in {0,1}, y[a,p]     for pairs in force: there, and quanta there   x <= y <= most quanta that fit on p * x
 *   X[a,t] whole,    Y[a,t]     new on pods of kind t                         X <= Y <= most quanta that fit on one * X
 *   N[p] whole,      Z[p]       new on pod p: replicas, and their load        Z <= target * N
 *   u[a], e[p] >= 0             quanta left out, load beyond the pod's target; sums at most the placement's own
 *   model:  sum y + sum Y + u = quanta         least <= sum x + sum X <= most replicas, one for each quantum asked
 *   pod:    load of y + Z <= target + e        sum x + N <= replicas that the pod may hold
 *   kind:   load of Y = sum Z                  sum X = sum N                  slots of all within the pods' own
 * </pre>
 */
public final class Relaxation {
    static List<Double> SIZES = java.util.Arrays.stream(System.getProperty("sizes","1").split(",")).map(Double::valueOf).toList();
    private final PlacementProblem problem;
    private final Occupancy placement;
    private final LinearModel model = new LinearModel();
    private final List<List<PodSeat>> kinds;
    private final int[] kindOf;
    private final LinearModel.Row[] podLoad;
    private final LinearModel.Row[] podRoom;
    private final LinearModel.Row[][] kindLoad;
    private final LinearModel.Row[][] kindReplicas;
    private final LinearModel.Row[] kindSlots;
    private final long excess;
    private final Prices prices;
    private final PlacementProblem asked;
    private final List<LinearModel.Row> tying = new ArrayList<>();
    private double constant;

    private record Prices(double load, double unload, double doubling) {}

    private Relaxation(Occupancy placement, PlacementProblem asked, Prices prices) {
        this.asked = asked;
        this.prices = prices;
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
        this.kindLoad = new LinearModel.Row[kinds.size()][SIZES.size()];
        this.kindReplicas = new LinearModel.Row[kinds.size()][SIZES.size()];
        this.kindSlots = new LinearModel.Row[kinds.size()];
    }

    /**
     * The program, and what its optimum lacks to the objective.
     *
     * @param constant to be added to the solver's bound
     * @param tying the rows without which it falls into parts that have little to do with each other
     */
    public record Program(LinearModel model, double constant, List<LinearModel.Row> tying) {
        public Program {
            tying = List.copyOf(tying);
        }
    }

    /**
     * The relaxation of the placement's problem, for placements that serve as much and are overloaded as little.
     *
     * @param asked the problem that was posed; the placement may be of one with its demand cut otherwise
     */
    public static Program of(Occupancy placement, PlacementProblem asked) {
        return of(placement, asked, new Prices(ChurnObjective.LOAD, ChurnObjective.UNLOAD, ChurnObjective.DOUBLING));
    }

    /** The same for the number of loads alone. */
    public static Program ofLoads(Occupancy placement, PlacementProblem asked) {
        return of(placement, asked, new Prices(1, 0, 0));
    }

    private static Program of(Occupancy placement, PlacementProblem asked, Prices prices) {
        Relaxation relaxation = new Relaxation(placement, asked, prices);
        relaxation.pods();
        relaxation.models();
        return new Program(relaxation.model, relaxation.constant, relaxation.tying);
    }

    private record Kind(int group, long activeMost, int hostRoom, int maxLoraRank, long target) {}

    private static List<List<PodSeat>> kinds(PlacementProblem problem) {
        Map<String, List<PodSeat>> kinds = new TreeMap<>();
        for (PodSeat s : problem.seats()) {
            Kind kind = new Kind(s.group(), s.activeMost(), s.hostRoom(), s.maxLoraRank(), s.overloadAbove());
            kinds.computeIfAbsent(kind.toString(), k -> new ArrayList<>()).add(s);
        }
        return List.copyOf(kinds.values());
    }

    private void pods() {
        LinearModel.Row allExcess = model.atMost(excess);
        tying.add(allExcess);
        for (int kind = 0; kind < kinds.size(); kind++) {
            List<PodSeat> pods = kinds.get(kind);
            for (int size = 0; size < SIZES.size(); size++) {
                kindLoad[kind][size] = model.row(0, 0);
                kindReplicas[kind][size] = model.row(0, 0);
                tying.add(kindLoad[kind][size]);
                tying.add(kindReplicas[kind][size]);
            }
            kindSlots[kind] = model.atMost((double) pods.size() * pods.get(0).activeMost() / 1000);
            tying.add(kindSlots[kind]);
        }
        for (PodSeat seat : problem.seats()) {
            int pod = seat.index();
            double most = (double) seat.overloadAbove() + excess;
            int beyond = model.variable(0, excess, 0, false);
            allExcess.plus(1, beyond);
            podLoad[pod] = model.atMost(seat.overloadAbove()).plus(-1, beyond);
            podRoom[pod] = model.atMost(replicasOn(seat));
            for (int size = 0; size < SIZES.size(); size++) {
                double largest = largest(size, seat);
                int others = model.variable(0, replicasOn(seat), 0, true);
                int load = model.variable(0, most, 0, false);
                podLoad[pod].plus(1, load);
                podRoom[pod].plus(1, others);
                model.atLeast(0).plus(largest, others).plus(-1, load);
                if (size > 0) {
                    model.atLeast(0).plus(-largest(size - 1, seat), others).plus(1, load);
                }
                kindLoad[kindOf[pod]][size].plus(-1.0 / seat.overloadAbove(), load);
                kindReplicas[kindOf[pod]][size].plus(-1, others);
            }
        }
    }

    private double largest(int size, PodSeat seat) {
        return size == SIZES.size() - 1 ? (double) seat.overloadAbove() + excess : SIZES.get(size) * seat.overloadAbove();
    }

    private int replicasOn(PodSeat seat) {
        return problem.terms().strictSlots() ? Math.min(seat.slots(), seat.hostRoom()) : seat.hostRoom();
    }

    private void models() {
        LinearModel.Row allUnserved = model.atMost(placement.violation(PlacementRule.SERVED));
        tying.add(allUnserved);
        for (ModelLoad one : problem.models()) {
            LinearModel.Row served = model.row(one.quanta(), one.quanta());
            int unserved = model.variable(0, one.quanta(), 0, false);
            served.plus(1, unserved);
            allUnserved.plus(one.unservedCost(), unserved);
            LinearModel.Row replicas =
                    one.adapter() ? model.row(leastReplicas(one), mostReplicas(one)) : model.atLeast(0);
            for (PodSeat seat : problem.seats()) {
                if (held(one, seat)) {
                    pairInForce(one, seat, served, replicas);
                } else if (one.adapter() && one.serving(seat)) {
                    constant += prices.unload();
                }
            }
            for (int kind = 0; kind < kinds.size(); kind++) {
                others(one, kind, served, replicas);
            }
        }
    }

    private static boolean held(ModelLoad one, PodSeat seat) {
        return one.serving(seat) && one.allowed(seat);
    }

    /** Placements that miss a minimum are no better a yardstick than the one held against it. */
    private double leastReplicas(ModelLoad one) {
        return Math.min(one.facts().minReplicas(), placement.replicas(one));
    }

    /** A replica has a quantum of the problem asked, at least: however its demand was cut later, it has no more of them. */
    private double mostReplicas(ModelLoad one) {
        int quanta = asked.models().get(one.index()).quanta();
        int most = one.facts().maxReplicas();
        return most == 0 ? quanta : Math.min(most, quanta);
    }

    private void pairInForce(ModelLoad one, PodSeat seat, LinearModel.Row served, LinearModel.Row replicas) {
        double cost = one.adapter() ? prices.doubling() * ChurnObjective.doublings(one, seat) : 0;
        double unload = one.adapter() ? prices.unload() : 0;
        int there = model.variable(one.pair(seat).pinned() ? 1 : 0, 1, cost - unload, true);
        constant += unload;
        int quanta = model.variable(0, one.quanta(), 0, false);
        model.atLeast(0).plus(1, quanta).plus(-1, there);
        model.atLeast(0).plus(mostQuanta(one, seat), there).plus(-1, quanta);
        served.plus(1, quanta);
        replicas.plus(1, there);
        podLoad[seat.index()].plus(one.quantumLoad(seat), quanta);
        if (one.adapter()) {
            podRoom[seat.index()].plus(1, there);
            kindSlots[kindOf[seat.index()]].plus(slotsOfAQuantum(one), quanta);
        }
    }

    private void others(ModelLoad one, int kind, LinearModel.Row served, LinearModel.Row replicas) {
        List<PodSeat> pods = kinds.get(kind).stream()
                .filter(s -> one.allowed(s) && !one.serving(s))
                .toList();
        if (pods.isEmpty()) {
            return;
        }
        PodSeat seat = pods.get(0);
        double cost = one.adapter() ? prices.load() + prices.doubling() * ChurnObjective.doublings(one, seat) : 0;
        double whole = (double) one.quanta() * one.quantumLoad(seat);
        for (int size = 0; size < SIZES.size(); size++) {
            double above = size == 0 ? 0 : largest(size - 1, seat);
            if (above >= whole) {
                continue;
            }
            int there = model.variable(0, pods.size(), cost, true);
            int quanta = model.variable(0, one.quanta(), 0, false);
            model.atLeast(0).plus(1, quanta).plus(-Math.max(1, above / one.quantumLoad(seat)), there);
            model.atLeast(0).plus(Math.min(largest(size, seat), whole) / one.quantumLoad(seat), there).plus(-1, quanta);
            served.plus(1, quanta);
            replicas.plus(1, there);
            kindLoad[kind][size].plus((double) one.quantumLoad(seat) / seat.overloadAbove(), quanta);
            if (one.adapter()) {
                kindReplicas[kind][size].plus(1, there);
                kindSlots[kind].plus(slotsOfAQuantum(one), quanta);
            }
        }
    }

    private long mostQuanta(ModelLoad one, PodSeat seat) {
        return Math.min(one.quanta(), (seat.overloadAbove() + excess) / one.quantumLoad(seat));
    }

    /** The share of slots that quanta take is least for each of them when all are together: the curve is concave. */
    private static double slotsOfAQuantum(ModelLoad one) {
        return (double) one.slotUse(one.quanta()) / one.quanta() / 1000;
    }
}
