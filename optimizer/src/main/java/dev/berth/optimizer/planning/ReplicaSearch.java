package dev.berth.optimizer.planning;

import java.util.SplittableRandom;

/**
 * Simulated annealing over sets of replicas, first over the whole fleet and then over one small area after another. How the
 * load is shared over a set is not searched but computed, by {@link ReplicaFlow}; so a step is one replica more, one less, or
 * one for another ({@link ReplicaMoves}).
 *
 * <p>Load that gets nowhere costs little at first, so that the search may pass through sets that can't serve all of it, and
 * ever more later. Over the whole fleet this finds a set without overload soon, and betters it ever more slowly: a change at
 * one end is judged and cooled down together with all others. An area of a few pods ({@link SearchAreas}) is annealed
 * from the beginning with its own loads thrown into question while the rest stands still, as a problem of that size can be
 * solved well in a few thousand steps. What is found there stays if it is no worse, or little worse: the less the nearer the
 * end is, as a temperature over areas, and the best set of all is remembered. The load goes where it may all the while, so that
 * an area uses room outside of it.
 *
 * <p>Ends after a number of steps, and draws from one seed: equal problems give equal sets.
 */
final class ReplicaSearch {
    private static final double FIRST_TEMPERATURE = 3;
    private static final double LAST_TEMPERATURE = 0.6;
    private static final double FIRST_PENALTY = 0.02;

    /** From this share of the steps on, the best set is looked for; before, it is too warm to find one. */
    private static final double COOL = 0.7;

    /** Most steps that the whole fleet is annealed, times its pods: a step costs the more the larger the fleet is. */
    private static final long MOST_WHOLE_WORK = 150_000_000;

    /** Of what is found in areas: 20 is a load. */
    private static final double FIRST_OF_AREAS = 8;

    private static final double LAST_OF_AREAS = 0.3;

    private static final int AREA_PODS = 10;
    private static final int AREA_STEPS = 5_000;

    private final ReplicaSet set;
    private final ReplicaFlow flow;
    private final ReplicaMoves moves;
    private final SearchAreas areas;
    private final SplittableRandom random;
    private final double wholeShare;
    private final double firstPenalty;
    private final double lastPenalty;
    private int[] best = {};
    private double bestCost;

    /**
     * @param flow with its first replicas
     * @param lastPenalty what a unit of load that gets nowhere really costs
     * @param wholeShare of all steps, in which the whole fleet is annealed
     */
    ReplicaSearch(
            ReplicaFlow flow, ReplicaCosts costs, double lastPenalty, double wholeShare, SplittableRandom random) {
        this.flow = flow;
        this.set = new ReplicaSet(flow, costs);
        this.moves = new ReplicaMoves(set, flow, costs, random);
        this.areas = new SearchAreas(set, flow, random);
        this.random = random;
        this.wholeShare = wholeShare;
        this.firstPenalty = Math.min(lastPenalty, FIRST_PENALTY);
        this.lastPenalty = lastPenalty;
    }

    /** @return the best set found, as pairs {@code model * pods + pod} */
    int[] run(long steps) {
        long whole = flow.pods() <= AREA_PODS
                ? steps
                : Math.max(1, Math.min(MOST_WHOLE_WORK / flow.pods(), Math.round(wholeShare * steps)));
        int[] all = areas.whole();
        anneal(all, whole, 0);
        int[] cheapest = set.pairs();
        double leastCost = costInTheEnd();
        for (long done = whole; done < steps; done += AREA_STEPS) {
            double at = (double) (done - whole) / (steps - whole);
            double temperature = FIRST_OF_AREAS * Math.pow(LAST_OF_AREAS / FIRST_OF_AREAS, at);
            double worse = -temperature * Math.log(1 - random.nextDouble());
            anneal(areas.draw(AREA_PODS), Math.min(steps - done, AREA_STEPS), worse);
            if (costInTheEnd() < leastCost - 1e-9) {
                set.enter(all);
                cheapest = set.pairs();
                leastCost = costInTheEnd();
            }
        }
        return cheapest;
    }

    /** @param worse by how much what is found may be worse than what was there, to stay */
    private void anneal(int[] area, long steps, double worse) {
        set.enter(area);
        int[] there = set.pairs();
        double was = costInTheEnd();
        bestCost = Double.POSITIVE_INFINITY;
        long cool = (long) Math.ceil(COOL * steps);
        for (long step = 0; step < steps; step++) {
            if (step == cool) {
                consider(); // what was found until here may never be bettered
            }
            double at = (double) step / steps;
            double temperature = FIRST_TEMPERATURE * Math.pow(LAST_TEMPERATURE / FIRST_TEMPERATURE, at);
            double penalty = firstPenalty * Math.pow(lastPenalty / firstPenalty, Math.min(1, 1.1 * at));
            boolean betters = step(temperature, penalty);
            if (betters && step >= cool) {
                consider();
            }
        }
        set.restore(bestCost < was + worse + 1e-9 ? best : there);
    }

    /** @return whether something is better */
    private boolean step(double temperature, double penalty) {
        double before = set.cost() + penalty * flow.deficit();
        set.mark();
        moves.move();
        if (!set.changed()) {
            return false;
        }
        double most = before - temperature * Math.log(1 - random.nextDouble());
        if (set.cost() <= most) { // else no flow helps
            flow.maximise();
            double after = set.cost() + penalty * flow.deficit();
            if (after <= most) {
                return after < before;
            }
        }
        set.takeBack();
        return false;
    }

    private double costInTheEnd() {
        return set.cost() + lastPenalty * flow.deficit();
    }

    private void consider() {
        double cost = costInTheEnd();
        if (cost < bestCost - 1e-9) {
            bestCost = cost;
            best = set.pairs();
        }
    }
}
