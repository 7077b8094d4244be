package dev.berth.actuator.reconcile;

import dev.berth.actuator.observe.PodHealth;
import java.util.HashSet;
import java.util.Set;

/** How many adapters a pod holds, and how many it may. */
final class Capacity {
    private Capacity() {}

    /**
     * Places taken in the pod's host memory by registered adapters, ours or not, and by those under way. Zombies come on
     * top; see {@link #zombiesToEvict}.
     */
    static int held(PodHealth pod, PairBook book) {
        Set<String> names = new HashSet<>(pod.adapters().keySet());
        for (Pair pair : book.on(pod.id())) {
            if (pair.occupies()) {
                names.add(pair.entry().engineName());
            }
        }
        return names.size();
    }

    /**
     * Zombies that so many more loads push out of host memory. An engine whose host cache is full evicts the least recently
     * used, and nothing is used less than a zombie: so zombies never refuse a load for ever, and registered adapters and
     * zombies together never count more than the cache holds.
     */
    static int zombiesToEvict(PodHealth pod, int maxCpuLoras, int more, PairBook book) {
        int after = held(pod, book) + more + book.zombiesOn(pod.id());
        return Math.max(0, after - maxCpuLoras);
    }
}
