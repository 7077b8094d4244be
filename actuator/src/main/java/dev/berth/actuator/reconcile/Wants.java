package dev.berth.actuator.reconcile;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** What is desired: adapter, pod (by name: a plan outlives a pod's life), tier and weight. */
final class Wants {
    private final Map<String, Map<String, Want>> byAdapter = new LinkedHashMap<>();
    private final Map<String, Integer> planned = new HashMap<>();
    private final Set<String> givenUp = new HashSet<>();

    void add(String adapter, String pod, Want want) {
        Want before =
                byAdapter.computeIfAbsent(adapter, a -> new LinkedHashMap<>()).put(pod, want);
        if (before == null) {
            planned.merge(pod, 1, Integer::sum);
        }
    }

    /** Pods that are to be taken away. */
    void giveUp(Collection<String> pods) {
        givenUp.addAll(pods);
    }

    boolean givesUp(String pod) {
        return givenUp.contains(pod);
    }

    Map<String, Want> of(String adapter) {
        return byAdapter.getOrDefault(adapter, Map.of());
    }

    boolean has(String adapter, String pod) {
        return of(adapter).containsKey(pod);
    }

    /** Adapters desired on a pod. */
    int planned(String pod) {
        return planned.getOrDefault(pod, 0);
    }

    Map<String, Map<String, Want>> all() {
        return byAdapter;
    }
}
