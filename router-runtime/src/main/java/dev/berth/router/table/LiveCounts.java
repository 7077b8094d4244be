package dev.berth.router.table;

import dev.berth.domain.fleet.PodIncarnation;
import dev.berth.domain.routing.RouterReport.InFlight;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Every (model, pod) pair that has requests or a route. */
public final class LiveCounts {
    private record Pair(String model, PodIncarnation pod) {}

    private final Map<PodIncarnation, PodLoad> pods = new ConcurrentHashMap<>();
    private final Map<Pair, PairLoad> pairs = new ConcurrentHashMap<>();
    private final Runnable onDrained;

    /**
     * @param onDrained called by the thread that ends the last request of a pair without a route; must be quick
     */
    public LiveCounts(Runnable onDrained) {
        this.onDrained = onDrained;
    }

    PairLoad pair(String model, boolean adapter, PodIncarnation pod) {
        return pairs.computeIfAbsent(
                new Pair(model, pod), key -> new PairLoad(model, adapter, pod, pod(pod), onDrained));
    }

    PodLoad pod(PodIncarnation pod) {
        return pods.computeIfAbsent(pod, p -> new PodLoad());
    }

    /** Marks which pairs the current table routes. */
    void routedBy(Set<PairLoad> current) {
        pairs.values().forEach(pair -> pair.routed(current.contains(pair)));
    }

    /** Forgets pairs and pods without route or request. Only when no event loop can still hold a former table. */
    void forgetUnused() {
        pairs.values().removeIf(pair -> !pair.isRouted() && pair.ownInFlight() == 0);
        Set<PodIncarnation> used = new HashSet<>();
        pairs.keySet().forEach(pair -> used.add(pair.pod()));
        pods.keySet().retainAll(used);
    }

    /** What other routers have in flight; it takes the place of what they had before. */
    void elsewhere(List<InFlight> others) {
        Map<Pair, Integer> byPair = new HashMap<>();
        Map<PodIncarnation, Integer> byPod = new HashMap<>();
        for (InFlight other : others) {
            byPair.merge(new Pair(other.model(), other.pod()), other.count(), Integer::sum);
            byPod.merge(other.pod(), other.count(), Integer::sum);
        }
        Map<PodIncarnation, Integer> adapters = new HashMap<>();
        pairs.forEach((key, pair) -> {
            pair.elsewhere(byPair.getOrDefault(key, 0));
            if (pair.isActiveElsewhereOnly()) {
                adapters.merge(key.pod(), 1, Integer::sum);
            }
        });
        pods.forEach((id, pod) -> {
            pod.elsewhere = byPod.getOrDefault(id, 0);
            pod.adaptersElsewhere = adapters.getOrDefault(id, 0);
        });
    }

    void forgetStaleLoads(long nowMillis) {
        pods.values().forEach(pod -> pod.forgetStale(nowMillis));
    }

    /** Pairs with requests in flight, by model and pod. */
    public List<InFlight> inFlight() {
        return pairs.values().stream()
                .filter(pair -> pair.ownInFlight() > 0)
                .map(pair -> new InFlight(pair.model(), pair.pod(), pair.ownInFlight()))
                .sorted(Comparator.comparing(InFlight::model)
                        .thenComparing(pair -> pair.pod().toString()))
                .toList();
    }

    public int total() {
        return pods.values().stream().mapToInt(PodLoad::inFlight).sum();
    }
}
