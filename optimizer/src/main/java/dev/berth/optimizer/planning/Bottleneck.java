package dev.berth.optimizer.planning;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Models and the pods that hold them, with more demand than room, which no sharing over these pods helps: the cut of a maximum
 * flow, one connected piece of it. Only new replicas of these very models, on other pods, lessen its deficit.
 *
 * @param models their indices, in order
 * @param deficit demand that gets to none of their pods, in the flow's unit
 */
public record Bottleneck(List<Integer> models, long deficit) {
    public Bottleneck {
        models = models.stream().sorted().toList();
    }

    /** All of them; the deficits sum up to the flow's. The flow is maximised for it. */
    public static List<Bottleneck> of(ReplicaFlow flow) {
        flow.maximise();
        List<Bottleneck> all = new ArrayList<>();
        Set<Integer> seen = new HashSet<>();
        for (int i = 0; i < flow.reached(); i++) {
            int node = flow.reachedNode(i);
            if (node < flow.models() && seen.add(node)) {
                all.add(around(node, flow, seen));
            }
        }
        return all;
    }

    private static Bottleneck around(int first, ReplicaFlow flow, Set<Integer> seen) {
        List<Integer> models = new ArrayList<>();
        Deque<Integer> next = new ArrayDeque<>(List.of(first));
        long deficit = 0;
        while (!next.isEmpty()) {
            int node = next.remove();
            if (node < flow.models()) {
                models.add(node);
                deficit += flow.deficit(node);
                for (int i = 0; i < flow.replicas(node); i++) {
                    visit(flow.models() + flow.pod(flow.replicaOf(node, i)), seen, next);
                }
                continue;
            }
            int pod = node - flow.models();
            for (int i = 0; i < flow.residents(pod); i++) {
                int model = flow.model(flow.replica(pod, i));
                if (flow.isReached(model)) {
                    visit(model, seen, next);
                }
            }
        }
        return new Bottleneck(models, deficit);
    }

    private static void visit(int node, Set<Integer> seen, Deque<Integer> next) {
        if (seen.add(node)) {
            next.add(node);
        }
    }
}
