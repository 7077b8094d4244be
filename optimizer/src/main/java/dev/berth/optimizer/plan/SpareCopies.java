package dev.berth.optimizer.plan;

import dev.berth.optimizer.problem.ModelLoad;
import dev.berth.optimizer.problem.PlacementProblem;
import dev.berth.optimizer.problem.PodSeat;
import dev.berth.optimizer.problem.SpareTerms;
import dev.berth.optimizer.problem.Units;
import dev.berth.optimizer.score.Occupancy;
import dev.berth.optimizer.score.Placement;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;

/**
 * Copies beyond the pods that the load of an adapter needs, where host memory has places left.
 *
 * <p>A copy costs a place in host memory and one load; a slot only while it is active, and the router keeps an adapter where
 * it is active until that costs more than a slot elsewhere. It buys the router a choice of pods: for bursts, for a free slot,
 * for a pod or zone that is lost, and for the next shift of demand, which then needs no load at all. If a pod does not suit
 * a request with probability p, the n-th copy saves {@code p^(n-1) - p^n} of the requests; with p = 1/2 and v what the
 * adapter's requests count,
 *
 * <pre>
 *   worth of the n-th copy = v * 2^-n          v = rate * sqrt(burstiness) * weight of its class
 * </pre>
 *
 * so an adapter asked for twice as often has one copy more, and places go where they buy most. A copy comes only if that
 * repays its load: with a share b of all slots in use, t seconds for which it stays at least, l of loading and V what a pod
 * serves in a second,
 *
 * <pre>
 *   (1 - b) * worth * t >= b * l * V
 * </pre>
 *
 * so idle fleets are filled up, and where slots are short none comes. Places are filled in this order; the first further copy goes to a zone without any. Since what is there costs no load, a spare copy stays until the
 * place is needed by demand, or by another that is worth {@link SpareTerms#exchangeGain} times as much.
 *
 * <p>Spare copies are {@code warm}: a router that counts slots uses them wherever that serves a request better; one that does
 * not, and would spread every adapter over all its pods until slots run out, keeps to those that load needs.
 */
final class SpareCopies {
    /** Less than any demand, so that idle adapters come last, but come. */
    private static final double IDLE_RATE = 1e-3;

    /** Adapters that are looked at for each exchange that a plan may make. */
    private static final int TRIES_PER_EXCHANGE = 4;

    private final PlacementProblem problem;
    private final SpareTerms terms;
    private final Placement placement;
    private final LastCopies last;
    private final int pods;
    private final int[] copies;
    private final boolean[] holds;
    private final boolean[] spare;
    private final int[] room;
    private final int[] loadsLeft;
    private final int[] zoneCopies;
    private final double[] meanValue;
    private final List<ModelLoad> mostValuableFirst;
    private final boolean idle;
    private final Map<String, Double> busy;

    private int movesLeft;

    /**
     * How many moves spare copies may take.
     *
     * @param planned whether a plan is in force: then loads on a pod are paced, since each holds up the engine
     * @param moves loads and unloads
     */
    record Pace(boolean planned, int moves) {}

    private SpareCopies(Placement placement, LastCopies last, Pace pace) {
        this.placement = placement;
        this.last = last;
        this.problem = placement.problem();
        this.terms = problem.terms().spare();
        this.pods = problem.seats().size();
        int pairs = problem.models().size() * pods;
        movesLeft = pace.moves();
        copies = new int[problem.models().size()];
        holds = new boolean[pairs];
        spare = new boolean[pairs];
        room = new int[pods];
        loadsLeft = new int[pods];
        zoneCopies = new int[problem.models().size() * problem.zones()];
        Occupancy occupancy = placement.occupancy();
        meanValue = meanValues(problem);
        idle = problem.models().stream().allMatch(model -> model.facts().ratePerSecond() == 0);
        mostValuableFirst = problem.models().stream()
                .sorted(Comparator.comparingDouble((ModelLoad model) -> -value(model))
                        .thenComparing(ModelLoad::index))
                .toList();
        busy = busy(occupancy);
        for (PodSeat seat : problem.seats()) {
            room[seat.index()] = seat.hostRoom() - reserve(seat) - occupancy.residents(seat);
            loadsLeft[seat.index()] = pace.planned() ? terms.loadsPerPod() : Integer.MAX_VALUE;
        }
        for (ModelLoad model : problem.models()) {
            for (PodSeat seat : problem.seats()) {
                if (model.adapter() && placement.count(model, seat) > 0) {
                    hold(model, seat);
                }
            }
        }
    }

    /**
     * @param last what must stay
     */
    static SpareCopies of(Placement placement, LastCopies last, Pace pace) {
        SpareCopies copies = new SpareCopies(placement, last, pace);
        copies.stay();
        copies.fill();
        if (pace.planned()) {
            copies.exchange();
        }
        return copies;
    }

    /** Whether the pod holds the adapter beyond what its load needs. */
    boolean has(ModelLoad model, PodSeat seat) {
        return spare[at(model, seat)];
    }

    /** Places kept free for what demand will need next, unless all adapters fit in any case. */
    private int reserve(PodSeat seat) {
        long adapters = problem.models().stream()
                .filter(m -> m.adapter() && m.allowed(seat))
                .count();
        return adapters <= seat.hostRoom() ? 0 : Math.min(terms.freePlaces(), seat.hostRoom() / 4);
    }

    private int at(ModelLoad model, PodSeat seat) {
        return model.index() * pods + seat.index();
    }

    private void hold(ModelLoad model, PodSeat seat) {
        holds[at(model, seat)] = true;
        copies[model.index()]++;
        zoneCopies[zone(model, seat)]++;
    }

    private int zone(ModelLoad model, PodSeat seat) {
        return model.index() * problem.zones() + seat.zone();
    }

    private void add(ModelLoad model, PodSeat seat) {
        hold(model, seat);
        spare[at(model, seat)] = true;
        room[seat.index()]--;
    }

    private void drop(ModelLoad model, PodSeat seat) {
        holds[at(model, seat)] = false;
        spare[at(model, seat)] = false;
        copies[model.index()]--;
        zoneCopies[zone(model, seat)]--;
        room[seat.index()]++;
    }

    private static double value(ModelLoad model) {
        return (model.facts().ratePerSecond()
                                * Math.sqrt(Math.max(1, model.facts().burstiness()))
                        + IDLE_RATE)
                * model.facts().urgency();
    }

    /** What a pod of its base model serves in a second, on average. */
    private static double[] meanValues(PlacementProblem problem) {
        Map<String, Double> values = problem.models().stream()
                .collect(Collectors.groupingBy(
                        model -> model.facts().baseModel(), Collectors.summingDouble(SpareCopies::value)));
        Map<String, Long> pods =
                problem.seats().stream().collect(Collectors.groupingBy(PodSeat::baseModel, Collectors.counting()));
        return problem.seats().stream()
                .mapToDouble(seat -> values.getOrDefault(seat.baseModel(), 0.0) / pods.get(seat.baseModel()))
                .toArray();
    }

    /**
     * Share of the slots that are in use, by base model. Where every hot adapter counts as a whole slot, that tells nothing of
     * the time for which it is active: there it is the share of all capacity.
     */
    private static Map<String, Double> busy(Occupancy occupancy) {
        boolean strict = occupancy.problem().terms().strictSlots();
        Map<String, Double> used = new HashMap<>();
        Map<String, Double> all = new HashMap<>();
        for (PodSeat seat : occupancy.problem().seats()) {
            long inUse = strict ? occupancy.load(seat) : occupancy.slotUse(seat);
            long there = strict ? seat.capacity() : seat.slots() * Units.SLOT;
            used.merge(seat.baseModel(), (double) inUse, Double::sum);
            all.merge(seat.baseModel(), (double) there, Double::sum);
        }
        used.replaceAll((base, inUse) -> Math.min(1, inUse / Math.max(1, all.get(base))));
        return used;
    }

    /** Of the n-th copy. */
    private static double worth(ModelLoad model, int n) {
        return value(model) * Math.pow(2, -n);
    }

    private double worthOfNext(ModelLoad model) {
        return worth(model, copies[model.index()] + 1);
    }

    private double worthOfLast(ModelLoad model) {
        return worth(model, copies[model.index()]);
    }

    private int most(ModelLoad model) {
        int declared = model.facts().maxReplicas();
        int wanted = placement.replicas(model) + terms.copies();
        return declared == 0 ? wanted : Math.min(declared, wanted);
    }

    /** What is there stays as far as there is room, the most valuable first; what was asked for still comes if it is worth it. */
    private void stay() {
        stay(SpareCopies::hasCome);
        stay(this::mayStillCome);
        for (PodSeat seat : problem.seats()) {
            int reserve = reserve(seat);
            while (room[seat.index()] < 0) {
                boolean full = room[seat.index()] + reserve < 0;
                ModelLoad least = leastWorth(seat, full);
                if (least == null) {
                    break;
                }
                drop(least, seat);
                movesLeft--;
            }
        }
    }

    private void stay(BiPredicate<ModelLoad, PodSeat> which) {
        for (PodSeat seat : problem.seats()) {
            for (ModelLoad model : mostValuableFirst) {
                boolean there = model.adapter() && model.allowed(seat) && model.current(seat);
                boolean stays = (which.test(model, seat) && !model.pair(seat).left()) || last.promised(model, seat);
                if (there && stays && !holds[at(model, seat)] && copies[model.index()] < most(model)) {
                    add(model, seat);
                    loadsLeft[seat.index()] -= hasCome(model, seat) ? 0 : 1;
                }
            }
        }
    }

    private static boolean hasCome(ModelLoad model, PodSeat seat) {
        return model.pair(seat).registered() || model.pair(seat).loading();
    }

    /** While nobody is held up, whatever was asked for; then no more than one plan may ask for, if it is worth its load. */
    private boolean mayStillCome(ModelLoad model, PodSeat seat) {
        return idle || (loadsLeft[seat.index()] > 0 && repays(model, seat));
    }

    /**
     * The spare copy there that is worth least; null if none may go. One that is promised, being loaded or has come not long
     * ago stays, and an only copy. What came before anybody asked for it, and is not asked for yet, may go however young it is:
     * a fleet is filled up before it has traffic, and the first minutes tell what should have come instead.
     *
     * @param full whether even these may have to go, but for what is promised, since the pod can't hold them all
     */
    private ModelLoad leastWorth(PodSeat seat, boolean full) {
        ModelLoad least = null;
        for (ModelLoad model : problem.models()) {
            boolean only = copies[model.index()] == 1 && model.facts().kept();
            boolean came = model.pair(seat).loading() || (model.pair(seat).fresh() && !silent(model));
            boolean stays = came || last.promised(model, seat) || only;
            boolean mayGo = spare[at(model, seat)] && !stays;
            if (mayGo && (least == null || worthOfLast(model) < worthOfLast(least))) {
                least = model;
            }
        }
        return least != null || !full ? least : anyOf(seat);
    }

    private ModelLoad anyOf(PodSeat seat) {
        return problem.models().stream()
                .filter(model -> spare[at(model, seat)] && !last.promised(model, seat))
                .min(Comparator.comparingDouble(this::worthOfLast).thenComparing(ModelLoad::index))
                .orElse(null);
    }

    private static boolean silent(ModelLoad model) {
        return model.facts().ratePerSecond() == 0;
    }

    private Comparator<ModelLoad> mostWorthFirst() {
        return Comparator.comparingDouble((ModelLoad m) -> -worthOfNext(m)).thenComparing(ModelLoad::index);
    }

    private void fill() {
        PriorityQueue<ModelLoad> queue =
                new PriorityQueue<>(Math.max(1, problem.models().size()), mostWorthFirst());
        problem.models().stream().filter(ModelLoad::adapter).forEach(queue::add);
        while (!queue.isEmpty() && movesLeft > 0) {
            ModelLoad model = queue.poll();
            PodSeat seat = copies[model.index()] < most(model) ? place(model) : null;
            if (seat != null) {
                loadsLeft[seat.index()]--;
                movesLeft--;
                add(model, seat);
                queue.add(model);
            }
        }
    }

    /** A zone without a copy first, then the most room. */
    private PodSeat place(ModelLoad model) {
        PodSeat best = null;
        for (PodSeat seat : problem.seats()) {
            boolean open = room[seat.index()] > 0 && mayCome(model, seat);
            if (open && (best == null || better(model, seat, best))) {
                best = seat;
            }
        }
        return best;
    }

    /** One that has just gone from there does not come back: coming and going costs more than either place is worth. */
    private boolean mayCome(ModelLoad model, PodSeat seat) {
        return model.allowed(seat)
                && !holds[at(model, seat)]
                && !model.pair(seat).left()
                && loadsLeft[seat.index()] > 0
                && repays(model, seat);
    }

    /**
     * Whether one more copy serves more, in the time for which it stays at least, than its load holds up. It serves as far as
     * slots are idle; a load holds up what a pod serves as far as they are in use. The first copy is worth any load.
     */
    private boolean repays(ModelLoad model, PodSeat seat) {
        double inUse = busy.get(seat.baseModel());
        double heldUp = model.loadMillis(seat) / 1e3 * inUse * meanValue[seat.index()];
        boolean first = copies[model.index()] == 0;
        return first || (1 - inUse) * worthOfNext(model) * terms.keepSeconds() >= heldUp;
    }

    private boolean better(ModelLoad model, PodSeat seat, PodSeat than) {
        int here = zoneCopies[zone(model, seat)];
        int there = zoneCopies[zone(model, than)];
        if ((here == 0) != (there == 0)) {
            return here == 0;
        }
        return room[seat.index()] > room[than.index()];
    }

    /**
     * A few copies take the place of others that are worth far less. The place of what nobody asks for is free for as many as a
     * plan may load.
     */
    private void exchange() {
        int assignments = 0;
        for (int count : copies) {
            assignments += count;
        }
        int left = (int) Math.ceil(terms.exchangeShare() * assignments / 2);
        ModelLoad[] least = new ModelLoad[pods];
        for (PodSeat seat : problem.seats()) {
            least[seat.index()] = leastWorth(seat, false);
        }
        PriorityQueue<ModelLoad> wanting =
                new PriorityQueue<>(Math.max(1, problem.models().size()), mostWorthFirst());
        problem.models().stream()
                .filter(m -> m.adapter() && copies[m.index()] < most(m))
                .forEach(wanting::add);
        for (int tries = TRIES_PER_EXCHANGE * left + loadsForSilent(least);
                tries > 0 && movesLeft >= 2 && !wanting.isEmpty();
                tries--) {
            ModelLoad model = wanting.poll();
            PodSeat where = victim(model, least);
            boolean counts = where != null && !silent(least[where.index()]);
            if (where == null || (counts && left == 0)) {
                continue;
            }
            drop(least[where.index()], where);
            add(model, where);
            loadsLeft[where.index()]--;
            movesLeft -= 2;
            least[where.index()] = leastWorth(where, false);
            if (counts) {
                left--;
            } else if (copies[model.index()] < most(model)) {
                wanting.add(model);
            }
        }
    }

    /** Loads that a plan may still ask of pods with a spare copy that nobody asks for. */
    private int loadsForSilent(ModelLoad[] least) {
        int loads = 0;
        for (PodSeat seat : problem.seats()) {
            boolean silent = least[seat.index()] != null && silent(least[seat.index()]);
            loads += silent ? Math.max(0, loadsLeft[seat.index()]) : 0;
        }
        return loads;
    }

    /** The pod whose least spare copy is worth so little that the adapter's next copy should have its place; null if none. */
    private PodSeat victim(ModelLoad model, ModelLoad[] least) {
        PodSeat where = null;
        for (PodSeat seat : problem.seats()) {
            ModelLoad there = least[seat.index()];
            boolean open = there != null && mayCome(model, seat);
            if (open && (where == null || worthOfLast(there) < worthOfLast(least[where.index()]))) {
                where = seat;
            }
        }
        boolean worth = where != null && worthOfNext(model) >= terms.exchangeGain() * worthOfLast(least[where.index()]);
        return worth && !silent(model) ? where : null;
    }
}
