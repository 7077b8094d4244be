package dev.berth.optimizer.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The cheapest way to send as much as possible through a network, by successive shortest paths: Dijkstra's over reduced costs
 * (Edmonds and Karp, Journal of the ACM 19(2), 1972). Integers only; ties are broken by the order in which edges were added,
 * so that equal networks have equal flows.
 */
final class MinCostFlow {
    private static final long FAR = Long.MAX_VALUE / 4;

    /** An edge and, at the next odd index, the one that takes its flow back. */
    private static final class Edge {
        private final int to;
        private final long cost;
        private int room;

        Edge(int to, int room, long cost) {
            this.to = to;
            this.room = room;
            this.cost = cost;
        }
    }

    private final List<Edge> edges = new ArrayList<>();
    private final List<List<Integer>> outOf = new ArrayList<>();

    MinCostFlow(int nodes) {
        for (int i = 0; i < nodes; i++) {
            outOf.add(new ArrayList<>());
        }
    }

    /**
     * @param cost of one unit, not negative
     * @return the edge, to ask for its flow
     */
    int edge(int from, int to, int capacity, long cost) {
        if (cost < 0 || capacity < 0) {
            throw new IllegalArgumentException("costs and capacities are >= 0; found " + cost + ", " + capacity);
        }
        int index = edges.size();
        edges.add(new Edge(to, capacity, cost));
        edges.add(new Edge(from, 0, -cost));
        outOf.get(from).add(index);
        outOf.get(to).add(index + 1);
        return index;
    }

    /** Units that go through the edge. */
    int flow(int edge) {
        return edges.get(edge + 1).room;
    }

    /**
     * Sends all that can be sent.
     *
     * @return its cost
     */
    long run(int source, int sink) {
        long[] potential = new long[outOf.size()];
        long total = 0;
        while (true) {
            int[] via = cheapestPaths(source, sink, potential);
            if (via[sink] < 0) {
                return total;
            }
            int units = Integer.MAX_VALUE;
            for (int node = sink; node != source; node = edges.get(via[node] ^ 1).to) {
                units = Math.min(units, edges.get(via[node]).room);
            }
            for (int node = sink; node != source; node = edges.get(via[node] ^ 1).to) {
                edges.get(via[node]).room -= units;
                edges.get(via[node] ^ 1).room += units;
                total += units * edges.get(via[node]).cost;
            }
        }
    }

    /**
     * The edge by which each node is reached most cheaply, as far as the sink is; -1 if it is not. Potentials grow by the
     * distances, so that reduced costs stay above zero.
     */
    private int[] cheapestPaths(int source, int sink, long[] potential) {
        int[] via = new int[outOf.size()];
        Arrays.fill(via, -1);
        long[] distance = new long[outOf.size()];
        Arrays.fill(distance, FAR);
        distance[source] = 0;
        boolean[] settled = new boolean[outOf.size()];
        PriorityQueue<long[]> queue =
                new PriorityQueue<>((a, b) -> a[0] != b[0] ? Long.compare(a[0], b[0]) : Long.compare(a[1], b[1]));
        queue.add(new long[] {0, source});
        while (!queue.isEmpty()) {
            int node = (int) queue.poll()[1];
            if (settled[node]) {
                continue;
            }
            settled[node] = true;
            if (node == sink) {
                break;
            }
            for (int index : outOf.get(node)) {
                Edge edge = edges.get(index);
                long reached = distance[node] + edge.cost + potential[node] - potential[edge.to];
                if (edge.room > 0 && !settled[edge.to] && reached < distance[edge.to]) {
                    distance[edge.to] = reached;
                    via[edge.to] = index;
                    queue.add(new long[] {reached, edge.to});
                }
            }
        }
        for (int node = 0; node < potential.length; node++) {
            potential[node] += via[sink] < 0 ? 0 : Math.min(distance[node], distance[sink]);
        }
        return via;
    }
}
