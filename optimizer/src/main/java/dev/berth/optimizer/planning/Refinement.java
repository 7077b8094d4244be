package dev.berth.optimizer.planning;

import dev.berth.optimizer.problem.ModelLoad;
import dev.berth.optimizer.problem.PlacementProblem;
import dev.berth.optimizer.problem.PodSeat;
import dev.berth.optimizer.score.Occupancy;
import dev.berth.optimizer.score.Placement;
import dev.berth.optimizer.score.PlacementRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Better sets of replicas for a placement, by {@link ReplicaSearch}, with exact shares. It looks at what matters on tight
 * fleets (target load, places, loads, unloads, rank waste) and at nothing else; whether the result is better by all rules is
 * for the score to say.
 */
public final class Refinement {
    private static final double LOAD = 20;
    private static final double UNLOAD = 5;
    private static final double LAST_PENALTY_AT_MOST = 2;

    /** Share of a pod's target that is left to the rounding of shares to quanta. */
    private static final double MARGIN = 0.002;

    /** Demand over room from which the fewest loads are hard to find. */
    private static final double TIGHT = 0.93;

    /** Share of its steps that a search takes over the whole fleet: with room, areas find little that it has missed. */
    private static final double WHOLE_WITH_ROOM = 0.7;

    private static final double WHOLE_WHERE_TIGHT = 0.4;

    private static final int MOST_ROUNDED = 3;

    private final Placement from;
    private final PlacementProblem problem;
    private final int pods;
    private final PairCosts costs;

    private Refinement(Placement from) {
        this.from = from;
        this.problem = from.problem();
        this.pods = problem.seats().size();
        this.costs = new PairCosts();
    }

    /**
     * @param steps of all searches together
     * @param runs searches with seeds of their own, of which the best is made
     * @return a placement of the same problem with its demand cut otherwise
     */
    public static Placement of(Placement from, long steps, int runs, long seed) {
        return new Refinement(from).refine(Math.max(1, steps / runs), runs, seed);
    }

    /** Whether the fewest loads are hard to find, for want of room. */
    public static boolean tight(PlacementProblem problem) {
        return fullness(problem) > TIGHT;
    }

    /** All demand over all targets. */
    private static double fullness(PlacementProblem problem) {
        double demand = 0;
        for (ModelLoad model : problem.models()) {
            demand += model.facts().load();
        }
        double room = Arrays.stream(rooms(problem)).sum();
        return room == 0 ? 0 : demand / room;
    }

    private Placement refine(long steps, int runs, long seed) {
        double penalty = Math.min(LAST_PENALTY_AT_MOST, LOAD / Math.max(1, costs.meanRepay));
        double whole = tight(problem) ? WHOLE_WHERE_TIGHT : WHOLE_WITH_ROOM;
        List<int[]> sets = new ArrayList<>();
        for (int run = 0; run < runs; run++) {
            sets.add(new ReplicaSearch(flow(start()), costs, penalty, whole, new SplittableRandom(seed + run))
                    .run(steps));
        }
        return best(crossed(sets, penalty));
    }

    private int[] start() {
        return problem.models().stream()
                .flatMapToInt(model -> problem.seats().stream()
                        .filter(seat -> from.count(model, seat) > 0)
                        .mapToInt(seat -> model.index() * pods + seat.index()))
                .toArray();
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Crossed(int[] pairs, double cost) {}

    /** Each with what is better in the others, the cheapest first. */
    private List<int[]> crossed(List<int[]> sets, double penalty) {
        if (sets.size() == 1) {
            return sets;
        }
        List<Crossed> crossed = new ArrayList<>();
        for (int[] set : sets) {
            ReplicaCrossing crossing = new ReplicaCrossing(flow(set), costs, penalty);
            crossed.add(new Crossed(crossing.takeBetter(sets), crossing.cost()));
        }
        return crossed.stream()
                .sorted(Comparator.comparingDouble(Crossed::cost))
                .map(Crossed::pairs)
                .toList();
    }

    /** The first one that rounding leaves within targets, or the best of a few that it does not. */
    private Placement best(List<int[]> sets) {
        Placement best = null;
        for (int[] set : sets.subList(0, Math.min(MOST_ROUNDED, sets.size()))) {
            Placement next = placement(set);
            Occupancy there = next.occupancy();
            if (best == null || there.standing().compareTo(best.occupancy().standing()) > 0) {
                best = next;
            }
            if (there.violation(PlacementRule.OVERLOAD) == 0) {
                break;
            }
        }
        return best;
    }

    private ReplicaFlow flow(int[] pairs) {
        ReplicaFlow flow = newFlow();
        for (int pair : pairs) {
            flow.add(pair / pods, pair % pods);
        }
        return flow;
    }

    private ReplicaFlow newFlow() {
        long[] demand = new long[problem.models().size()];
        for (ModelLoad model : problem.models()) {
            demand[model.index()] = model.facts().load();
        }
        return new ReplicaFlow(demand, rooms(problem));
    }

    /** Target loads in the unit of demand, which is the load where a model is heaviest. */
    private static long[] rooms(PlacementProblem problem) {
        int groups = 1 + problem.seats().stream().mapToInt(PodSeat::group).max().orElse(0);
        double[] here = new double[groups];
        double[] heaviest = new double[groups];
        boolean[] done = new boolean[groups];
        for (PodSeat seat : problem.seats()) {
            if (done[seat.group()]) {
                continue;
            }
            done[seat.group()] = true;
            for (ModelLoad model : problem.models()) {
                if (model.allowed(seat)) {
                    here[seat.group()] += model.load(seat);
                    heaviest[seat.group()] += model.facts().load();
                }
            }
        }
        long[] room = new long[problem.seats().size()];
        for (PodSeat seat : problem.seats()) {
            double factor = here[seat.group()] > 0 ? heaviest[seat.group()] / here[seat.group()] : 1;
            room[seat.index()] = (long) Math.floor((1 - MARGIN) * seat.overloadAbove() * factor);
        }
        return room;
    }

    private Placement placement(int[] pairs) {
        ReplicaFlow last = flow(pairs);
        last.maximise();
        int[][] podsOf = new int[last.models()][];
        double[][] share = new double[last.models()][];
        for (int m = 0; m < last.models(); m++) {
            podsOf[m] = new int[last.replicas(m)];
            share[m] = new double[last.replicas(m)];
            for (int i = 0; i < podsOf[m].length; i++) {
                int replica = last.replicaOf(m, i);
                podsOf[m][i] = last.pod(replica);
                share[m][i] = ((double) last.flow(replica) + (double) last.deficit(m) / podsOf[m].length)
                        / Math.max(1, last.demand(m));
            }
        }
        return ReplicaShares.placement(problem, podsOf, share);
    }

    private final class PairCosts implements ReplicaCosts {
        private final double meanMillis;
        private final double meanRepay;
        private final int[] places = new int[pods];

        PairCosts() {
            double millis = 0;
            double repay = 0;
            long count = 0;
            for (ModelLoad model : problem.models()) {
                PodSeat first = problem.seats().stream()
                        .filter(seat -> model.allowed(seat) && !model.current(seat))
                        .findFirst()
                        .orElse(null);
                if (model.adapter() && first != null) {
                    millis += model.loadMillis(first);
                    repay += model.repay(first);
                    count++;
                }
            }
            meanMillis = Math.max(1, millis / Math.max(1, count));
            meanRepay = repay / Math.max(1, count);
            boolean strict = problem.terms().strictSlots();
            for (PodSeat seat : problem.seats()) {
                places[seat.index()] = strict ? Math.min(seat.slots(), seat.hostRoom()) : seat.hostRoom();
            }
            for (ModelLoad model : problem.models()) {
                for (PodSeat seat : problem.seats()) {
                    places[seat.index()] += !model.adapter() && from.count(model, seat) > 0 ? 1 : 0;
                }
            }
        }

        private ModelLoad model(int m) {
            return problem.models().get(m);
        }

        private PodSeat seat(int p) {
            return problem.seats().get(p);
        }

        @Override
        public boolean allowed(int m, int p) {
            return model(m).allowed(seat(p));
        }

        @Override
        public boolean serving(int m, int p) {
            return model(m).serving(seat(p));
        }

        @Override
        public boolean pinned(int m, int p) {
            return model(m).pair(seat(p)).pinned();
        }

        @Override
        public double of(int m, int p) {
            if (!takesPlace(m)) {
                return 0;
            }
            double pair = serving(m, p) ? -UNLOAD : LOAD * model(m).loadMillis(seat(p)) / meanMillis;
            return pair + model(m).rankWaste(seat(p));
        }

        @Override
        public boolean takesPlace(int m) {
            return model(m).adapter();
        }

        @Override
        public int least(int m) {
            return Math.max(1, model(m).facts().minReplicas());
        }

        /** No more than quanta: a replica with less than that to do is not worth its place. */
        @Override
        public int most(int m) {
            int most = model(m).facts().maxReplicas();
            return most == 0 ? model(m).quanta() : Math.min(most, model(m).quanta());
        }

        @Override
        public int places(int p) {
            return places[p];
        }
    }
}
