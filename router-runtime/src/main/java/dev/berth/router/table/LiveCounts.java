package dev.berth.router.table;

import dev.berth.domain.fleet.PodIncarnation;
import dev.berth.domain.routing.RouterReport.InFlight;
import java.util.Comparator;
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
        pairs.values().removeIf(pair -> !pair.isRouted() && pair.modelInFlight() == 0);
        Set<PodIncarnation> used = new HashSet<>();
        pairs.keySet().forEach(pair -> used.add(pair.pod()));
        pods.keySet().retainAll(used);
    }

    /** Pairs with requests in flight, by model and pod. */
    public List<InFlight> inFlight() {
        return pairs.values().stream()
                .filter(pair -> pair.modelInFlight() > 0)
                .map(pair -> new InFlight(pair.model(), pair.pod(), pair.modelInFlight()))
                .sorted(Comparator.comparing(InFlight::model)
                        .thenComparing(pair -> pair.pod().toString()))
                .toList();
    }

    public int total() {
        return pods.values().stream().mapToInt(pod -> pod.inFlight.get()).sum();
    }
}
