package dev.berth.optimizer.planning;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Takes from other sets of replicas what is better in them. Two sets differ in pairs, and these fall into groups that share
 * neither a model nor a pod: within a group either set's pairs can stand, whatever stands in the others, but for the load,
 * which flows through all of them. So each group that is cheaper in the other set is tried, and kept if it is cheaper with the
 * load that it leaves nowhere.
 */
final class ReplicaCrossing {
    private final ReplicaSet set;
    private final ReplicaFlow flow;
    private final ReplicaCosts costs;
    private final double penalty;

    /**
     * @param flow with the replicas to begin with
     * @param penalty what a unit of load that gets nowhere costs
     */
    ReplicaCrossing(ReplicaFlow flow, ReplicaCosts costs, double penalty) {
        this.set = new ReplicaSet(flow, costs);
        this.flow = flow;
        this.costs = costs;
        this.penalty = penalty;
        int[] all = new int[flow.pods()];
        Arrays.setAll(all, p -> p);
        set.enter(all);
    }

    /**
     * Pairs that go together, one way or the other.
     *
     * @param gain what the other set saves in them
     */
    private record Group(List<Integer> pairs, double gain) {}

    /** @return the best that can be made of the set and the others in this way, as pairs {@code model * pods + pod} */
    int[] takeBetter(List<int[]> others) {
        boolean bettered = true;
        while (bettered) {
            bettered = false;
            for (int[] other : others) {
                for (Group group : cheaper(other)) {
                    bettered |= exchange(group);
                }
            }
        }
        return set.pairs();
    }

    private boolean exchange(Group group) {
        double before = cost();
        set.mark();
        for (int pair : group.pairs()) {
            int m = pair / flow.pods();
            int p = pair % flow.pods();
            if (flow.find(m, p) >= 0) {
                set.remove(m, p);
            } else {
                set.add(m, p);
            }
        }
        flow.maximise();
        if (cost() < before - 1e-9) {
            return true;
        }
        set.takeBack();
        return false;
    }

    /** With what is left of the load. */
    double cost() {
        return set.cost() + penalty * flow.deficit();
    }

    /** The greatest gain first. */
    private List<Group> cheaper(int[] other) {
        List<Integer> differing = differing(other);
        int[] root = new int[flow.models() + flow.pods()];
        Arrays.setAll(root, node -> node);
        for (int pair : differing) {
            root[root(root, pair / flow.pods())] = root(root, flow.models() + pair % flow.pods());
        }
        Map<Integer, List<Integer>> groups = new TreeMap<>();
        for (int pair : differing) {
            groups.computeIfAbsent(root(root, pair / flow.pods()), r -> new ArrayList<>())
                    .add(pair);
        }
        return groups.values().stream()
                .map(pairs -> new Group(pairs, gain(pairs)))
                .filter(group -> group.gain() > 0)
                .sorted(Comparator.comparingDouble(group -> -group.gain()))
                .toList();
    }

    private List<Integer> differing(int[] other) {
        Set<Integer> only = new HashSet<>();
        for (int pair : other) {
            only.add(pair);
        }
        for (int pair : set.pairs()) {
            if (!only.remove(pair)) {
                only.add(pair);
            }
        }
        return only.stream().sorted().toList();
    }

    private double gain(List<Integer> pairs) {
        double gain = 0;
        for (int pair : pairs) {
            int m = pair / flow.pods();
            int p = pair % flow.pods();
            gain += (flow.find(m, p) >= 0 ? 1 : -1) * costs.of(m, p);
        }
        return gain;
    }

    private static int root(int[] root, int node) {
        int at = node;
        while (root[at] != at) {
            root[at] = root[root[at]];
            at = root[at];
        }
        return at;
    }
}
