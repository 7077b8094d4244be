package dev.berth.optimizer.planning;

import dev.berth.optimizer.problem.ModelLoad;
import dev.berth.optimizer.problem.PlacementProblem;
import dev.berth.optimizer.problem.PodSeat;
import dev.berth.optimizer.score.Occupancy;
import dev.berth.optimizer.score.Placement;
import java.util.List;

/**
 * Exact shares once the replicas are fixed: each model in turn pours its demand over its pods, to the same level, like water;
 * a few rounds of that leave no model a way to relieve a pod. Then demand is cut finely enough that the shares survive as
 * numbers of quanta.
 */
final class ReplicaShares {
    private static final int ROUNDS = 40;
    private static final int BISECTIONS = 40;

    /**
     * Sizes of quanta that are tried, until rounding brings no pod beyond its target: the first one adds up quickly and leaves
     * no replica with next to nothing to do, the last one is fine enough for any share. Ten-thousandths of a pod.
     */
    private static final List<Integer> QUANTA = List.of(30, 20, 10);

    /** A quantum may be smaller by this factor, if that adds up better to the model's load. */
    private static final int FINER = 3;

    private static final double QUANTUM_STEP = 0.25;
    private static final double MOST_ERROR = 0.002;

    private final PlacementProblem problem;
    private final int[][] podsOf;
    private final double[][] share;
    private final double[] load;
    private final int quantum;

    private ReplicaShares(PlacementProblem problem, int[][] podsOf, double[][] share, int quantum) {
        this.problem = problem;
        this.podsOf = podsOf;
        this.share = share;
        this.quantum = quantum;
        this.load = new double[problem.seats().size()];
        for (ModelLoad model : problem.models()) {
            int m = model.index();
            for (int i = 0; i < podsOf[m].length; i++) {
                load[podsOf[m][i]] += share[m][i] * model.load(seat(podsOf[m][i]));
            }
        }
    }

    /**
     * A placement on these replicas, of the same problem with its demand cut otherwise.
     *
     * @param podsOf the pods of each model's replicas
     * @param share of the model's demand on each of them; sums to 1
     */
    static Placement placement(PlacementProblem problem, int[][] podsOf, double[][] share) {
        Occupancy best = null;
        for (int quantum : QUANTA) {
            ReplicaShares shares = new ReplicaShares(problem, podsOf, share, quantum);
            shares.pour();
            Occupancy next = shares.cut();
            best = best == null || beyond(next) < beyond(best) ? next : best;
            if (beyond(best) == 0) {
                break;
            }
        }
        return Placement.from(best);
    }

    private void pour() {
        for (int round = 0; round < ROUNDS; round++) {
            double moved = 0;
            for (ModelLoad model : problem.models()) {
                moved = Math.max(moved, pour(model));
            }
            if (moved < 1e-4) {
                return;
            }
        }
    }

    private static long beyond(Occupancy occupancy) {
        return occupancy.problem().seats().stream()
                .mapToLong(pod -> Math.max(0, occupancy.load(pod) - pod.overloadAbove()))
                .sum();
    }

    private PodSeat seat(int pod) {
        return problem.seats().get(pod);
    }

    /** @return the largest change of a share */
    private double pour(ModelLoad model) {
        int m = model.index();
        int[] pods = podsOf[m];
        if (pods.length < 2) {
            return 0;
        }
        double least = Math.min(0.5 / pods.length, quantum / 2.0 / model.facts().load());
        double low = 0;
        double high = 0;
        for (int i = 0; i < pods.length; i++) {
            PodSeat seat = seat(pods[i]);
            load[pods[i]] -= share[m][i] * model.load(seat);
            high = Math.max(high, (load[pods[i]] + model.load(seat)) / seat.overloadAbove());
        }
        for (int step = 0; step < BISECTIONS; step++) {
            double level = (low + high) / 2;
            double poured = 0;
            for (int pod : pods) {
                poured += at(level, pod, model, least);
            }
            if (poured < 1) {
                low = level;
            } else {
                high = level;
            }
        }
        double sum = 0;
        for (int pod : pods) {
            sum += at(high, pod, model, least);
        }
        double moved = 0;
        for (int i = 0; i < pods.length; i++) {
            double now = at(high, pods[i], model, least) / sum;
            moved = Math.max(moved, Math.abs(now - share[m][i]));
            share[m][i] = now;
        }
        for (int i = 0; i < pods.length; i++) {
            load[pods[i]] += share[m][i] * model.load(seat(pods[i]));
        }
        return moved;
    }

    private double at(double level, int pod, ModelLoad model, double least) {
        PodSeat seat = seat(pod);
        return Math.max(least, (level * seat.overloadAbove() - load[pod]) / model.load(seat));
    }

    private Occupancy cut() {
        int[] quanta = new int[podsOf.length];
        for (ModelLoad model : problem.models()) {
            int replicas = podsOf[model.index()].length;
            quanta[model.index()] =
                    replicas < 2 ? model.quanta() : Math.max(replicas, Math.max(model.quanta(), fineQuanta(model)));
        }
        PlacementProblem cut = problem.cut(quanta);
        Occupancy occupancy = new Occupancy(cut);
        for (ModelLoad model : cut.models()) {
            put(model, cut.seats(), occupancy);
        }
        new Relief(occupancy, podsOf).relieve();
        return occupancy;
    }

    private void put(ModelLoad model, List<PodSeat> seats, Occupancy occupancy) {
        int m = model.index();
        int[] parts = parts(model.quanta(), share[m]);
        int placed = 0;
        for (int i = 0; i < parts.length; i++) {
            for (int n = parts[i]; n > 0; n--) {
                occupancy.put(model, seats.get(podsOf[m][i]));
                placed++;
            }
        }
        for (; placed < model.quanta(); placed++) {
            occupancy.put(model, null);
        }
    }

    /** Each replica at least one, the rest by share, what rounding leaves to the one that lacks most. */
    private static int[] parts(int quanta, double[] share) {
        int[] parts = new int[share.length];
        int left = quanta;
        for (int i = 0; i < share.length; i++) {
            parts[i] = Math.max(1, (int) Math.floor(share[i] * quanta));
            left -= parts[i];
        }
        while (left != 0 && share.length > 0) {
            int step = Integer.signum(left);
            int next = -1;
            for (int i = 0; i < share.length; i++) {
                boolean may = step > 0 || parts[i] > 1;
                if (may
                        && (next < 0
                                || step * (share[i] * quanta - parts[i])
                                        > step * (share[next] * quanta - parts[next]))) {
                    next = i;
                }
            }
            parts[next] += step;
            left -= step;
        }
        return parts;
    }

    /** The number of quanta of about the size that adds up best to the model's load; of a larger size if none adds up well. */
    private int fineQuanta(ModelLoad model) {
        int quanta = fineQuanta(model, quantum);
        return error(model, quanta) > MOST_ERROR ? fineQuanta(model, QUANTA.get(0)) : quanta;
    }

    private int fineQuanta(ModelLoad model, int largest) {
        int best = 1;
        double bestError = Double.POSITIVE_INFINITY;
        for (double size = largest; size >= (double) quantum / FINER; size -= QUANTUM_STEP) {
            int quanta = (int) Math.max(1, Math.round(model.facts().load() / size));
            double error = error(model, quanta);
            if (error < bestError - 1e-9) {
                bestError = error;
                best = quanta;
            }
        }
        return best;
    }

    /** By how much so many quanta weigh more or less than the load, relative, where that is worst. */
    private double error(ModelLoad model, int quanta) {
        double error = 0;
        for (int pod : podsOf[model.index()]) {
            double whole = model.load(seat(pod));
            error = Math.max(error, Math.abs(Math.max(1, Math.round(whole / quanta)) * quanta - whole) / whole);
        }
        return error;
    }
}
