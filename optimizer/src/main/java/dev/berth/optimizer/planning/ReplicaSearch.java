package dev.berth.optimizer.planning;

import java.util.SplittableRandom;

/**
 * Simulated annealing over sets of replicas. How the load is shared over a set is not searched but computed, by
 * {@link ReplicaFlow}; so a step is one replica more, one less, or one for another:
 *
 * <ul>
 *   <li>drop: a replica that would have to be loaded, or one in force that others of its model can stand in for
 *   <li>add: where load is stuck, a model in the bottleneck gets a replica on a pod that leads out of it, in the place of
 *       another model's if the pod is full
 *   <li>swap: drop, then add
 *   <li>restore: a replica in force that was given up comes back
 * </ul>
 *
 * Load that gets nowhere costs little at first, so that the search may pass through such sets, and ever more later. Ends
 * after a number of steps.
 */
final class ReplicaSearch {
    private static final double FIRST_TEMPERATURE = 3;
    private static final double LAST_TEMPERATURE = 0.6;

    /** From this share of the steps on, the best set is looked for; before, it is too warm to find one. */
    private static final double COOL = 0.7;

    private static final int POD_TRIES = 8;
    private static final int MAKE_PLACE_TRIES = 4;
    private static final int OTHER_TRIES = 3;
    private static final int RELOCATE_TRIES = 8;

    private final ReplicaFlow flow;
    private final ReplicaCosts costs;
    private final SplittableRandom random;
    private final IntBag loads;
    private final IntBag givenUp;
    private final double firstPenalty;
    private final double lastPenalty;
    private double cost;

    private final int[] takenModel = new int[64];
    private final int[] takenPod = new int[64];
    private int changes;

    private int[] best;
    private double bestCost = Double.POSITIVE_INFINITY;
    private long bestDeficit = Long.MAX_VALUE;

    /**
     * @param flow with its first replicas
     * @param firstPenalty cost of a unit of load that gets nowhere, at first
     * @param lastPenalty the same at the end: what it really costs
     */
    ReplicaSearch(
            ReplicaFlow flow, ReplicaCosts costs, double firstPenalty, double lastPenalty, SplittableRandom random) {
        this.flow = flow;
        this.costs = costs;
        this.random = random;
        this.firstPenalty = firstPenalty;
        this.lastPenalty = lastPenalty;
        this.loads = new IntBag(flow.models() * flow.pods());
        this.givenUp = new IntBag(flow.models() * flow.pods());
        for (int m = 0; m < flow.models(); m++) {
            for (int p = 0; p < flow.pods(); p++) {
                boolean there = flow.find(m, p) >= 0;
                if (there) {
                    cost += costs.of(m, p);
                }
                if (!costs.takesPlace(m)) {
                    continue;
                }
                if (there && !costs.serving(m, p)) {
                    loads.add(pair(m, p));
                } else if (!there && costs.serving(m, p) && costs.allowed(m, p)) {
                    givenUp.add(pair(m, p));
                }
            }
        }
    }

    private int pair(int m, int p) {
        return m * flow.pods() + p;
    }

    /** @return the best set found, as pairs {@code model * pods + pod} */
    int[] run(long steps) {
        flow.mark();
        flow.maximise();
        consider();
        long cool = (long) Math.ceil(COOL * steps);
        for (long step = 0; step < steps; step++) {
            if (step == cool) {
                consider(); // what was found until here may never be bettered
            }
            double at = (double) step / steps;
            double temperature = FIRST_TEMPERATURE * Math.pow(LAST_TEMPERATURE / FIRST_TEMPERATURE, at);
            double penalty = firstPenalty * Math.pow(lastPenalty / firstPenalty, Math.min(1, 1.1 * at));
            double before = cost + penalty * flow.deficit();
            double costBefore = cost;
            flow.mark();
            changes = 0;
            move();
            if (changes == 0) {
                continue;
            }
            flow.maximise();
            double difference = cost + penalty * flow.deficit() - before;
            if (difference <= 0 || random.nextDouble() < Math.exp(-difference / temperature)) {
                if (difference < 0 && step >= cool) {
                    consider();
                }
            } else {
                takeBack();
                cost = costBefore;
            }
        }
        return best;
    }

    double bestCost() {
        return bestCost;
    }

    long bestDeficit() {
        return bestDeficit;
    }

    private void consider() {
        double all = cost + lastPenalty * flow.deficit();
        if (all < bestCost - 1e-9) {
            bestCost = all;
            bestDeficit = flow.deficit();
            best = pairs();
        }
    }

    private int[] pairs() {
        int[] pairs = new int[flow.models() * 2];
        int count = 0;
        for (int m = 0; m < flow.models(); m++) {
            for (int i = 0; i < flow.replicas(m); i++) {
                if (count == pairs.length) {
                    pairs = java.util.Arrays.copyOf(pairs, 2 * count);
                }
                pairs[count++] = pair(m, flow.pod(flow.replicaOf(m, i)));
            }
        }
        return java.util.Arrays.copyOf(pairs, count);
    }

    private void move() {
        int kind = random.nextInt(100);
        if (flow.deficit() > 0) {
            if (kind < 55) {
                add();
            } else if (kind < 70) {
                restore();
            } else if (kind < 80) {
                dropInForce();
                add();
            } else {
                swap();
            }
        } else if (kind < 25) {
            dropLoad();
        } else if (kind < 65) {
            swap();
        } else if (kind < 80) {
            dropInForce();
        } else if (kind < 90) {
            dropInForce();
            add();
        } else {
            restore();
            add();
        }
    }

    private void swap() {
        dropLoad();
        add();
    }

    private void dropLoad() {
        if (loads.size() == 0) {
            return;
        }
        int pair = loads.get(random.nextInt(loads.size()));
        int m = pair / flow.pods();
        if (!drop(m, pair % flow.pods())) {
            sendHome(m);
        }
    }

    /** To a pod that serves it today, in the place of the replica that would have to be loaded. */
    private void sendHome(int m) {
        int first = random.nextInt(flow.pods());
        for (int i = 0; i < flow.pods(); i++) {
            int p = (first + i) % flow.pods();
            if (flow.find(m, p) < 0 && costs.serving(m, p) && costs.allowed(m, p)) {
                place(m, p);
                return;
            }
        }
    }

    /** A model of which there are several has one less; hot ones are drawn less often than their replicas would be. */
    private void dropInForce() {
        int p = random.nextInt(flow.pods());
        if (flow.residents(p) == 0) {
            return;
        }
        int replica = flow.replica(p, random.nextInt(flow.residents(p)));
        drop(flow.model(replica), p);
    }

    private boolean drop(int m, int p) {
        int replica = flow.find(m, p);
        if (replica < 0 || !costs.takesPlace(m) || costs.pinned(m, p) || flow.replicas(m) <= costs.least(m)) {
            return false;
        }
        flow.remove(replica);
        record(m, p, -1);
        return true;
    }

    private void restore() {
        if (givenUp.size() == 0) {
            return;
        }
        int pair = givenUp.get(random.nextInt(givenUp.size()));
        place(pair / flow.pods(), pair % flow.pods());
    }

    private void add() {
        flow.maximise();
        if (flow.deficit() == 0) {
            return;
        }
        int m = flow.lacking().get(random.nextInt(flow.lacking().size()));
        if (random.nextInt(3) != 0 && flow.reached() > 0) {
            for (int i = 0; i < 4; i++) {
                int node = flow.reachedNode(random.nextInt(flow.reached()));
                if (node < flow.models() && costs.takesPlace(node)) {
                    m = node;
                    break;
                }
            }
        }
        int best = -1;
        double bestWorth = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < POD_TRIES; i++) {
            int p = random.nextInt(flow.pods());
            if (flow.isReached(flow.models() + p) || flow.find(m, p) >= 0 || !costs.allowed(m, p)) {
                continue;
            }
            boolean full = flow.residents(p) >= costs.places(p);
            double worth = (double) Math.min(flow.room(p), flow.demand(m)) / (1 + flow.demand(m))
                    + (costs.serving(m, p) ? 1 : 0)
                    - (full ? 0.5 : 0)
                    + 0.2 * random.nextDouble();
            if (worth > bestWorth) {
                bestWorth = worth;
                best = p;
            }
        }
        if (best >= 0) {
            place(m, best);
        }
    }

    /** On a full pod, in the place of another model's; of a model that may have no more replicas, in the place of one of its. */
    private void place(int m, int p) {
        if (flow.find(m, p) >= 0) {
            return;
        }
        int other = -1;
        if (flow.replicas(m) >= costs.most(m)) {
            other = otherReplica(m);
            if (other < 0) {
                return;
            }
        }
        boolean full = flow.residents(p) >= costs.places(p);
        if (full && (costs.places(p) == 0 || !makePlace(p))) {
            return;
        }
        if (flow.find(m, p) >= 0) {
            return;
        }
        flow.add(m, p);
        record(m, p, 1);
        if (other >= 0) {
            drop(m, flow.pod(other));
        }
    }

    /** One that may go, rather one that would have to be loaded. */
    private int otherReplica(int m) {
        int other = -1;
        for (int i = 0; i < OTHER_TRIES; i++) {
            int replica = flow.replicaOf(m, random.nextInt(flow.replicas(m)));
            int p = flow.pod(replica);
            if (!costs.pinned(m, p) && (other < 0 || costs.serving(m, flow.pod(other)))) {
                other = replica;
            }
        }
        return other;
    }

    /** Of a few replicas on the pod, the one with the least load goes: given up if its model has others, else elsewhere. */
    private boolean makePlace(int p) {
        int least = -1;
        boolean leastMoves = true;
        for (int i = 0; i < MAKE_PLACE_TRIES; i++) {
            int replica = flow.replica(p, random.nextInt(flow.residents(p)));
            int m = flow.model(replica);
            if (!costs.takesPlace(m) || costs.pinned(m, p)) {
                continue;
            }
            boolean moves = flow.replicas(m) <= costs.least(m);
            boolean better = moves == leastMoves ? least < 0 || flow.flow(replica) < flow.flow(least) : leastMoves;
            if (better) {
                least = replica;
                leastMoves = moves;
            }
        }
        if (least < 0) {
            return false;
        }
        int m = flow.model(least);
        return leastMoves ? relocate(m, p) : drop(m, p);
    }

    /** To the pod with the most room of a few that have a place. */
    private boolean relocate(int m, int from) {
        int to = -1;
        for (int i = 0; i < RELOCATE_TRIES; i++) {
            int p = random.nextInt(flow.pods());
            boolean may = flow.residents(p) < costs.places(p) && flow.find(m, p) < 0 && costs.allowed(m, p);
            if (may && (to < 0 || worth(m, p) > worth(m, to))) {
                to = p;
            }
        }
        if (to < 0) {
            return false;
        }
        flow.add(m, to);
        record(m, to, 1);
        return drop(m, from);
    }

    private double worth(int m, int p) {
        return Math.min(flow.room(p), flow.demand(m)) - costs.of(m, p);
    }

    private void record(int m, int p, int sign) {
        takenModel[changes] = m;
        takenPod[changes] = p;
        changes++;
        cost += sign * costs.of(m, p);
        book(m, p, sign > 0);
    }

    private void book(int m, int p, boolean there) {
        IntBag bag = costs.serving(m, p) ? givenUp : loads;
        if (there == costs.serving(m, p)) {
            bag.remove(pair(m, p));
        } else {
            bag.add(pair(m, p));
        }
    }

    private void takeBack() {
        flow.undo();
        for (int i = changes - 1; i >= 0; i--) {
            book(takenModel[i], takenPod[i], flow.find(takenModel[i], takenPod[i]) >= 0);
        }
    }
}
