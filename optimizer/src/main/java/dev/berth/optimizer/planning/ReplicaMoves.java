package dev.berth.optimizer.planning;

import java.util.SplittableRandom;

/**
 * Random changes of a set of replicas, drawn where they may help:
 *
 * <ul>
 *   <li>drop: a replica that would have to be loaded, or one in force that others of its model can stand in for
 *   <li>add: where load is stuck, a model in the bottleneck gets a replica on a pod that leads out of it, in the place of
 *       another model's if the pod is full
 *   <li>swap: drop, then add
 *   <li>restore: a replica in force that was given up comes back
 * </ul>
 */
final class ReplicaMoves {
    private static final int POD_TRIES = 8;
    private static final int MAKE_PLACE_TRIES = 4;
    private static final int OTHER_TRIES = 3;
    private static final int RELOCATE_TRIES = 8;

    private final ReplicaSet set;
    private final ReplicaFlow flow;
    private final ReplicaCosts costs;
    private final SplittableRandom random;

    ReplicaMoves(ReplicaSet set, ReplicaFlow flow, ReplicaCosts costs, SplittableRandom random) {
        this.set = set;
        this.flow = flow;
        this.costs = costs;
        this.random = random;
    }

    /** One random change of the area, or none. */
    void move() {
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
        if (set.loads().size() == 0) {
            return;
        }
        int pair = set.loads().get(random.nextInt(set.loads().size()));
        int m = pair / flow.pods();
        if (!drop(m, pair % flow.pods())) {
            sendHome(m);
        }
    }

    /** To a pod that serves it today, in the place of the replica that would have to be loaded. */
    private void sendHome(int m) {
        int[] area = set.area();
        int first = random.nextInt(area.length);
        for (int i = 0; i < area.length; i++) {
            int p = area[(first + i) % area.length];
            if (flow.find(m, p) < 0 && costs.serving(m, p) && costs.allowed(m, p)) {
                place(m, p);
                return;
            }
        }
    }

    /** A model of which there are several has one less; hot ones are drawn less often than their replicas would be. */
    private void dropInForce() {
        int p = anyPod();
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
        set.remove(m, p);
        return true;
    }

    private void restore() {
        if (set.givenUp().size() == 0) {
            return;
        }
        int pair = set.givenUp().get(random.nextInt(set.givenUp().size()));
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
                int one = node < flow.models() ? node : onPod(node - flow.models());
                if (one >= 0 && costs.takesPlace(one)) {
                    m = one;
                    break;
                }
            }
        }
        int best = -1;
        double bestWorth = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < POD_TRIES; i++) {
            int p = anyPod();
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

    /** A model with load there, -1 if the one drawn has none. */
    private int onPod(int p) {
        int replica = flow.replica(p, random.nextInt(flow.residents(p)));
        return flow.flow(replica) > 0 ? flow.model(replica) : -1;
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
        set.add(m, p);
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
            if (set.inArea(p) && !costs.pinned(m, p) && (other < 0 || costs.serving(m, flow.pod(other)))) {
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
            int p = anyPod();
            boolean may = flow.residents(p) < costs.places(p) && flow.find(m, p) < 0 && costs.allowed(m, p);
            if (may && (to < 0 || worth(m, p) > worth(m, to))) {
                to = p;
            }
        }
        if (to < 0) {
            return false;
        }
        set.add(m, to);
        return drop(m, from);
    }

    private double worth(int m, int p) {
        return Math.min(flow.room(p), flow.demand(m)) - costs.of(m, p);
    }

    private int anyPod() {
        int[] area = set.area();
        return area[random.nextInt(area.length)];
    }
}
