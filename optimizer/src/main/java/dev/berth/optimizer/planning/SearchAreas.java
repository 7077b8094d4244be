package dev.berth.optimizer.planning;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Which pods are searched together: it begins at one that has to load something, and grows by pods that share a model with one
 * that is in, by others that have to load something, and by any. So what has to be loaded can be replaced by less, and pods
 * that nobody suspects come into play as well.
 */
final class SearchAreas {
    private static final int SHARING = 40;
    private static final int LOADING = 40;
    private static final int SHARING_TRIES = 20;

    private final ReplicaSet set;
    private final ReplicaFlow flow;
    private final SplittableRandom random;

    SearchAreas(ReplicaSet set, ReplicaFlow flow, SplittableRandom random) {
        this.set = set;
        this.flow = flow;
        this.random = random;
    }

    int[] whole() {
        int[] all = new int[flow.pods()];
        Arrays.setAll(all, p -> p);
        return all;
    }

    int[] draw(int mostPods) {
        int[] area = new int[Math.min(mostPods, flow.pods())];
        boolean[] in = new boolean[flow.pods()];
        int count = 0;
        int next = loading();
        while (count < area.length) {
            if (!in[next]) {
                in[next] = true;
                area[count++] = next;
            }
            int kind = random.nextInt(100);
            if (kind < SHARING) {
                next = sharing(area, count, in);
            } else if (kind < SHARING + LOADING) {
                next = loading();
            } else {
                next = random.nextInt(flow.pods());
            }
        }
        return area;
    }

    private int loading() {
        IntBag loads = set.allLoads();
        return loads.size() > 0 ? loads.get(random.nextInt(loads.size())) % flow.pods() : random.nextInt(flow.pods());
    }

    private int sharing(int[] area, int count, boolean[] in) {
        for (int i = 0; i < SHARING_TRIES; i++) {
            int p = area[random.nextInt(count)];
            if (flow.residents(p) == 0) {
                continue;
            }
            int m = flow.model(flow.replica(p, random.nextInt(flow.residents(p))));
            int other = flow.pod(flow.replicaOf(m, random.nextInt(flow.replicas(m))));
            if (!in[other]) {
                return other;
            }
        }
        return random.nextInt(flow.pods());
    }
}
