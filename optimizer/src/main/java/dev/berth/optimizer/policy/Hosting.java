package dev.berth.optimizer.policy;

import dev.berth.optimizer.problem.ModelLoad;
import dev.berth.optimizer.problem.PlacementProblem;
import dev.berth.optimizer.problem.PodSeat;
import dev.berth.optimizer.problem.Units;
import dev.berth.optimizer.score.Occupancy;
import dev.berth.optimizer.score.Placement;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Which pods host which models, at which share of their traffic: what policies build that think in replicas and not in
 * quanta. It holds what none of them may break, whatever the system they come from looks at: barred pairs stay empty, pinned
 * pairs are in from the start, host memory (in strict mode: slots) and the most replicas are kept. A base model is on all its
 * pods at even shares, as any router has it.
 *
 * <p>A host that was only told to {@link #hold} a model, and not how much to {@link #serve}, gets an even share if all of the
 * model's hosts are so, and next to nothing beside hosts with a share.
 */
final class Hosting {
    private static final double ABSENT = -1;

    /** Parts that uneven shares are cut into, at least. */
    private static final int UNEVEN_PARTS = 20;

    private final PlacementProblem problem;
    private final double[] share;
    private final int[] replicas;
    private final int[] residents;
    private final double[] load;
    private final long[] slotUse;

    Hosting(PlacementProblem problem) {
        this.problem = problem;
        int pods = problem.seats().size();
        share = new double[problem.models().size() * pods];
        Arrays.fill(share, ABSENT);
        replicas = new int[problem.models().size()];
        residents = new int[pods];
        load = new double[pods];
        slotUse = new long[pods];
        for (ModelLoad model : problem.models()) {
            if (!model.adapter()) {
                List<PodSeat> seats = allowed(model);
                seats.forEach(seat -> serve(model, seat, 1.0 / seats.size()));
            }
        }
        problem.pinnedPairs().forEach(pair -> put(pair.model(), pair.seat()));
    }

    PlacementProblem problem() {
        return problem;
    }

    /** The models that take slots, by name. */
    static List<ModelLoad> adapters(PlacementProblem problem) {
        return problem.models().stream().filter(ModelLoad::adapter).toList();
    }

    /** The adapters with the most demand first. */
    static List<ModelLoad> heaviestFirst(PlacementProblem problem) {
        return adapters(problem).stream()
                .sorted(Comparator.comparingLong((ModelLoad m) -> -m.facts().load())
                        .thenComparing(ModelLoad::index))
                .toList();
    }

    /** Replicas that a model has under a policy that would give each one: its declared minimum, if that is more. */
    int leastReplicas(ModelLoad model) {
        return Math.max(1, model.facts().minReplicas());
    }

    List<PodSeat> allowed(ModelLoad model) {
        return problem.seats().stream().filter(model::allowed).toList();
    }

    /** The pods that could take one more replica of the model. */
    List<PodSeat> open(ModelLoad model) {
        return problem.seats().stream().filter(seat -> open(model, seat)).toList();
    }

    boolean open(ModelLoad model, PodSeat seat) {
        int most = model.facts().maxReplicas();
        return model.allowed(seat)
                && !holds(model, seat)
                && (!model.adapter() || residents[seat.index()] < places(seat))
                && (most == 0 || replicas[model.index()] < most);
    }

    /** Whether the model is on the pod, or could be. */
    boolean canServe(ModelLoad model, PodSeat seat) {
        return holds(model, seat) || open(model, seat);
    }

    /** Adapters that may be on the pod: more than it has slots where seldom active ones share them. */
    int places(PodSeat seat) {
        return problem.terms().strictSlots() ? Math.min(seat.slots(), seat.hostRoom()) : seat.hostRoom();
    }

    /** Whether the adapters expected to be active at once still fit into the pod's slots with this share of the model. */
    boolean slotsFit(ModelLoad model, PodSeat seat, double part) {
        return slotUse[seat.index()] + model.slotUseOf(part) <= seat.slots() * Units.SLOT;
    }

    boolean holds(ModelLoad model, PodSeat seat) {
        return share[at(model, seat)] != ABSENT;
    }

    /** Has the pod hold the model. The pair must be open, or hold already. */
    void hold(ModelLoad model, PodSeat seat) {
        if (!canServe(model, seat)) {
            throw new IllegalArgumentException("there is no room for " + model + " on " + seat);
        }
        put(model, seat);
    }

    private void put(ModelLoad model, PodSeat seat) {
        if (holds(model, seat)) {
            return;
        }
        share[at(model, seat)] = 0;
        replicas[model.index()]++;
        residents[seat.index()] += model.adapter() ? 1 : 0;
    }

    /** Has the pod serve a further part of the model's traffic. */
    void serve(ModelLoad model, PodSeat seat, double part) {
        hold(model, seat);
        double had = share[at(model, seat)];
        share[at(model, seat)] = had + part;
        load[seat.index()] += part * Units.pods(model.load(seat));
        slotUse[seat.index()] += model.slotUseOf(had + part) - model.slotUseOf(had);
    }

    /** Has the model stay where the plan in force has it, the largest shares first, until it has so many replicas. */
    void stay(ModelLoad model, int most) {
        problem.seats().stream()
                .filter(seat -> problem.planned(model, seat))
                .sorted(Comparator.comparingDouble((PodSeat s) -> -model.pair(s).weight())
                        .thenComparing(PodSeat::index))
                .filter(seat -> open(model, seat))
                .forEach(seat -> {
                    if (replicas(model) < most) {
                        hold(model, seat);
                    }
                });
    }

    /** Has the model served as by the plan in force, as far as the rules allow. */
    void goOn(ModelLoad model) {
        List<PodSeat> stay = problem.seats().stream()
                .filter(seat -> problem.planned(model, seat) && canServe(model, seat))
                .toList();
        double all =
                stay.stream().mapToDouble(seat -> model.pair(seat).weight()).sum();
        for (PodSeat seat : stay) {
            if (canServe(model, seat)) {
                serve(model, seat, model.pair(seat).weight() / all);
            }
        }
    }

    int replicas(ModelLoad model) {
        return replicas[model.index()];
    }

    List<PodSeat> hosts(ModelLoad model) {
        return problem.seats().stream().filter(seat -> holds(model, seat)).toList();
    }

    /** Share of the model's traffic that the pod was told to serve. */
    double share(ModelLoad model, PodSeat seat) {
        return Math.max(0, share[at(model, seat)]);
    }

    /** Share of the model's traffic that no pod was told to serve yet. */
    double left(ModelLoad model) {
        return 1
                - problem.seats().stream()
                        .mapToDouble(seat -> share(model, seat))
                        .sum();
    }

    /** Adapters on the pod. */
    int residents(PodSeat seat) {
        return residents[seat.index()];
    }

    /** Thousandths of slots that the adapters told to be served there are expected to take at once. */
    long slotUse(PodSeat seat) {
        return slotUse[seat.index()];
    }

    /** Pods of load that the pod was told to serve. */
    double load(PodSeat seat) {
        return load[seat.index()];
    }

    /** The first of the pods with the least value; null if there are none. */
    static PodSeat least(List<PodSeat> seats, ToDoubleFunction<PodSeat> value) {
        return seats.stream().min(Comparator.comparingDouble(value)).orElse(null);
    }

    private int at(ModelLoad model, PodSeat seat) {
        return model.index() * problem.seats().size() + seat.index();
    }

    /** In quanta, cut so that even shares come out even; adapters that nobody took are where the fewest are, if there is room. */
    Placement toPlacement() {
        for (ModelLoad model : problem.models()) {
            if (replicas(model) == 0 && model.adapter()) {
                PodSeat emptiest = least(open(model), this::residents);
                if (emptiest != null) {
                    hold(model, emptiest);
                }
            }
        }
        PlacementProblem cut =
                problem.cut(problem.models().stream().mapToInt(this::quanta).toArray());
        Occupancy occupancy = new Occupancy(cut);
        for (ModelLoad model : cut.models()) {
            int[] parts = parts(model);
            for (PodSeat seat : cut.seats()) {
                for (int i = parts[seat.index()]; i > 0; i--) {
                    occupancy.put(model, seat);
                }
            }
            for (int i = model.quanta() - Arrays.stream(parts).sum(); i > 0; i--) {
                occupancy.put(model, null);
            }
        }
        return Placement.from(occupancy);
    }

    private boolean even(ModelLoad model) {
        return hosts(model).stream()
                        .mapToDouble(seat -> share(model, seat))
                        .distinct()
                        .count()
                <= 1;
    }

    private int quanta(ModelLoad model) {
        int hosts = replicas(model);
        if (hosts == 0) {
            return model.quanta();
        }
        if (even(model)) {
            return (model.quanta() + hosts - 1) / hosts * hosts;
        }
        return Math.max(model.quanta(), Math.max(UNEVEN_PARTS, 2 * hosts));
    }

    /** Quanta by seat; each host has one at least. */
    private int[] parts(ModelLoad model) {
        boolean even = even(model);
        double[] weights = problem.seats().stream()
                .mapToDouble(seat -> even && holds(model, seat) ? 1 : share(model, seat))
                .toArray();
        int[] parts = Shares.of(model.quanta(), weights);
        for (PodSeat seat : hosts(model)) {
            if (parts[seat.index()] == 0) {
                int largest = 0;
                for (int i = 1; i < parts.length; i++) {
                    largest = parts[i] > parts[largest] ? i : largest;
                }
                parts[largest]--;
                parts[seat.index()]++;
            }
        }
        return parts;
    }
}
