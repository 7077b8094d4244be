package dev.berth.optimizer.planning;

import dev.berth.optimizer.problem.ModelLoad;
import dev.berth.optimizer.problem.PlacementProblem;
import dev.berth.optimizer.problem.PodSeat;
import dev.berth.optimizer.score.Placement;
import java.util.Arrays;
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

    private final Placement from;
    private final PlacementProblem problem;
    private final int pods;
    private final ReplicaFlow flow;
    private final PairCosts costs;

    private Refinement(Placement from) {
        this.from = from;
        this.problem = from.problem();
        this.pods = problem.seats().size();
        this.costs = new PairCosts();
        this.flow = newFlow();
    }

    /**
     * @param steps of the search
     * @return a placement of the same problem with its demand cut otherwise
     */
    public static Placement of(Placement from, long steps, long seed) {
        return new Refinement(from).refine(steps, seed);
    }

    /** All demand over all targets. */
    public static double fullness(PlacementProblem problem) {
        double demand = 0;
        for (ModelLoad model : problem.models()) {
            demand += model.facts().load();
        }
        double room = Arrays.stream(rooms(problem)).sum();
        return room == 0 ? 0 : demand / room;
    }

    private Placement refine(long steps, long seed) {
        for (ModelLoad model : problem.models()) {
            for (PodSeat seat : problem.seats()) {
                if (from.count(model, seat) > 0) {
                    flow.add(model.index(), seat.index());
                }
            }
        }
        double last = Math.min(LAST_PENALTY_AT_MOST, LOAD / Math.max(1, costs.meanRepay));
        ReplicaSearch search = new ReplicaSearch(flow, costs, last, new SplittableRandom(seed));
        return placement(search.run(steps));
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
        ReplicaFlow last = newFlow();
        for (int pair : pairs) {
            last.add(pair / pods, pair % pods);
        }
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
