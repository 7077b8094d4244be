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
import java.util.stream.Stream;

/**
 * A linear program that every allowed placement solves at its own {@link ChurnObjective}, so that its optimum bounds them all:
 * aggregated columns. Pairs in force keep a column each (there or not, and how much of the demand). New replicas are counted
 * twice, by model and kind of pod over all pods, and by pod over all models, and both counts must agree in replicas and in
 * load, for each class of sizes on its own; so a pod can't take more new load than the pairs that stay leave room for, nor a
 * large load what many pods have a little room for, without a column for each model and pod. What is given up: that loads of
 * about one size fit together, that demand comes in quanta, zones, balance. It speaks of placements that leave no more out,
 * and go no further beyond targets, than the one it is held against.
 *
 * <pre>
 *   minimise   20 * loads + 5 * unloads + doublings of rank
 *   x[a,p] in {0,1}, y[a,p]     for pairs in force: there, and quanta there    x <= y <= quanta that fit on p * x
 *   X[a,t,s] whole,  Y[a,t,s]   new on pods of kind t, of size s               more than the size below * X <= Y <= size * X
 *   N[p,s] whole,    Z[p,s]     new on pod p, of size s: replicas, their load  size below * N <= Z <= size * N
 *   u[a], e[p] >= 0             quanta left out, load beyond the pod's target; sums at most the placement's own
 *   model:  sum y + sum Y + u = quanta         least <= sum x + sum X <= most replicas, one for each quantum asked
 *   pod:    load of y + sum Z <= target + e    sum x + sum N <= replicas that the pod may hold
 *   kind:   load of Y = sum Z                  sum X = sum N, for each size    slots of all within the pods' own
 * </pre>
 */
public final class Relaxation {
    /** Where classes of sizes end, as shares of a pod's target; the last one has no end but what a pod can take. */
    private static final double[] SIZES = {0.05, 0.125, 0.25, 0.4, 0.55, 0.7, 0.85, 1};

    /** The same in coarser ones, each of which begins and ends where finer ones do. */
    private static final double[] FEW_SIZES = {0.125, 0.4, 0.7, 1};

    private static final double[] ONE_SIZE = {1};

    private final double[] sizes;
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
    private final List<Tie> ties = new ArrayList<>();
    private double constant;

    private record Prices(double load, double unload, double doubling) {}

    private static final Prices CHURN = new Prices(ChurnObjective.LOAD, ChurnObjective.UNLOAD, ChurnObjective.DOUBLING);

    private static final Prices LOADS = new Prices(1, 0, 0);

    private Relaxation(Occupancy placement, PlacementProblem asked, Prices prices, double[] sizes) {
        this.sizes = sizes;
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
        this.kindLoad = new LinearModel.Row[kinds.size()][sizes.length];
        this.kindReplicas = new LinearModel.Row[kinds.size()][sizes.length];
        this.kindSlots = new LinearModel.Row[kinds.size()];
    }

    /**
     * A row that ties parts of a program together.
     *
     * @param about what it counts; equal in programs that differ in their sizes alone
     * @param size where the class that it counts ends, as a share of a target
     */
    record Tie(LinearModel.Row row, String about, double size) {
        /** Whether it counts what the other one does, or a class of it. */
        private boolean within(Tie other) {
            return about.equals(other.about) && size <= other.size;
        }
    }

    /**
     * The program, and what its optimum lacks to the objective.
     *
     * @param constant to be added to the solver's bound
     * @param ties the rows without which it falls into parts that have little to do with each other
     */
    public record Program(LinearModel model, double constant, List<Tie> ties) {
        public Program {
            ties = List.copyOf(ties);
        }

        List<LinearModel.Row> tying() {
            return ties.stream().map(Tie::row).toList();
        }

        /** Prices of a coarser program's ties as they are of this one's: a class has the price of the one it is in. */
        double[] pricesFrom(Program coarser, double[] prices) {
            return ties.stream()
                    .mapToDouble(tie -> {
                        for (int i = 0; i < prices.length; i++) {
                            if (tie.within(coarser.ties.get(i))) {
                                return prices[i];
                            }
                        }
                        return 0;
                    })
                    .toArray();
        }
    }

    /**
     * The relaxation of the placement's problem, for placements that serve as much and are overloaded as little.
     *
     * @param asked the problem that was posed; the placement may be of one with its demand cut otherwise
     */
    public static Program of(Occupancy placement, PlacementProblem asked) {
        return of(placement, asked, CHURN, SIZES);
    }

    /** The same with loads of one size: a weaker bound, which a solver proves sooner as a whole. */
    public static Program plain(Occupancy placement, PlacementProblem asked) {
        return of(placement, asked, CHURN, ONE_SIZE);
    }

    /** The same for the number of loads alone. */
    public static Program ofLoads(Occupancy placement, PlacementProblem asked) {
        return of(placement, asked, LOADS, SIZES);
    }

    /** From loads of one size to all classes: each proves more than the one before it, and takes longer. */
    static List<Program> finer(Occupancy placement, PlacementProblem asked) {
        return finer(placement, asked, CHURN);
    }

    /** The same for the number of loads alone. */
    static List<Program> finerOfLoads(Occupancy placement, PlacementProblem asked) {
        return finer(placement, asked, LOADS);
    }

    private static List<Program> finer(Occupancy placement, PlacementProblem asked, Prices prices) {
        return Stream.of(ONE_SIZE, FEW_SIZES, SIZES)
                .map(sizes -> of(placement, asked, prices, sizes))
                .toList();
    }

    private static Program of(Occupancy placement, PlacementProblem asked, Prices prices, double[] sizes) {
        Relaxation relaxation = new Relaxation(placement, asked, prices, sizes);
        relaxation.pods();
        relaxation.models();
        return new Program(relaxation.model, relaxation.constant, relaxation.ties);
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

    /** Rows that tie the parts are in pods, not in their ten-thousandths: so their prices are of one scale. */
    private void pods() {
        LinearModel.Row allExcess = model.atMost(Units.pods(excess));
        tie(allExcess, "excess", 1);
        for (int kind = 0; kind < kinds.size(); kind++) {
            List<PodSeat> pods = kinds.get(kind);
            kindSlots[kind] = model.atMost((double) pods.size() * pods.get(0).activeMost() / Units.SLOT);
            tie(kindSlots[kind], "slots of kind " + kind, 1);
            for (int size = 0; size < sizes.length; size++) {
                kindLoad[kind][size] = model.row(0, 0);
                kindReplicas[kind][size] = model.row(0, 0);
                tie(kindLoad[kind][size], "load on kind " + kind, sizes[size]);
                tie(kindReplicas[kind][size], "replicas on kind " + kind, sizes[size]);
            }
        }
        for (PodSeat seat : problem.seats()) {
            int beyond = model.variable(0, excess, 0, false);
            allExcess.plus(Units.pods(1), beyond);
            podLoad[seat.index()] = model.atMost(seat.overloadAbove()).plus(-1, beyond);
            podRoom[seat.index()] = model.atMost(replicasOn(seat));
            for (int size = 0; size < sizes.length; size++) {
                taken(seat, size);
            }
        }
    }

    private void tie(LinearModel.Row row, String about, double size) {
        ties.add(new Tie(row, about, size));
    }

    /** New replicas of the size on the pod. */
    private void taken(PodSeat seat, int size) {
        int replicas = model.variable(0, replicasOn(seat), 0, true);
        int load = model.variable(0, largest(sizes.length - 1, seat), 0, false);
        model.atLeast(0).plus(largest(size, seat), replicas).plus(-1, load);
        model.atLeast(0).plus(1, load).plus(-largest(size - 1, seat), replicas);
        podLoad[seat.index()].plus(1, load);
        podRoom[seat.index()].plus(1, replicas);
        kindLoad[kindOf[seat.index()]][size].plus(-Units.pods(1), load);
        kindReplicas[kindOf[seat.index()]][size].plus(-1, replicas);
    }

    /** Most load of a new replica of the size; nothing is below the least size. */
    private double largest(int size, PodSeat seat) {
        if (size < 0) {
            return 0;
        }
        return size == sizes.length - 1
                ? (double) seat.overloadAbove() + excess
                : Math.rint(sizes[size] * seat.overloadAbove());
    }

    private int replicasOn(PodSeat seat) {
        return problem.terms().strictSlots() ? Math.min(seat.slots(), seat.hostRoom()) : seat.hostRoom();
    }

    private void models() {
        LinearModel.Row allUnserved = model.atMost(Units.pods(placement.violation(PlacementRule.SERVED)));
        tie(allUnserved, "unserved", 1);
        for (ModelLoad one : problem.models()) {
            LinearModel.Row served = model.row(one.quanta(), one.quanta());
            int unserved = model.variable(0, one.quanta(), 0, false);
            served.plus(1, unserved);
            allUnserved.plus(Units.pods(one.unservedCost()), unserved);
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
        long pinned = pods.stream().filter(s -> one.pair(s).pinned()).count();
        LinearModel.Row atLeastPinned = model.atLeast(pinned);
        double whole = (double) one.quanta() * one.quantumLoad(seat);
        for (int size = 0; size < sizes.length && largest(size - 1, seat) < whole; size++) {
            int there = model.variable(0, pods.size(), cost, true);
            int quanta = model.variable(0, one.quanta(), 0, false);
            double least = Math.max(1, largest(size - 1, seat) / one.quantumLoad(seat));
            double most = Math.min(one.quanta(), largest(size, seat) / one.quantumLoad(seat));
            model.atLeast(0).plus(1, quanta).plus(-least, there);
            model.atLeast(0).plus(most, there).plus(-1, quanta);
            atLeastPinned.plus(1, there);
            served.plus(1, quanta);
            replicas.plus(1, there);
            if (one.adapter()) {
                kindLoad[kind][size].plus(Units.pods(one.quantumLoad(seat)), quanta);
                kindReplicas[kind][size].plus(1, there);
                kindSlots[kind].plus(slotsOfAQuantum(one), quanta);
            }
        }
    }

    private double mostQuanta(ModelLoad one, PodSeat seat) {
        return Math.min(one.quanta(), (double) (seat.overloadAbove() + excess) / one.quantumLoad(seat));
    }

    /** The share of slots that quanta take is least for each of them when all are together: the curve is concave. */
    private static double slotsOfAQuantum(ModelLoad one) {
        return (double) one.slotUse(one.quanta()) / one.quanta() / Units.SLOT;
    }
}
