package dev.berth.actuator.reconcile;

import dev.berth.actuator.observe.PodHealth;
import dev.berth.domain.fleet.AdapterSpec;
import dev.berth.domain.fleet.DeploymentSpec;
import dev.berth.domain.fleet.PairState;
import dev.berth.domain.fleet.Readiness;
import dev.berth.domain.placement.EvenDispatch;
import dev.berth.domain.placement.Tier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is desired before the first plan: {@link EvenDispatch}, once, and then as little change as possible. A pod that
 * blips keeps its adapters; one that is gone for good gives them up; one that joins empty gets one. Adapters that share the
 * pods they may go to are dispatched together, those with the least choice first. Where there are more adapters than
 * slots, host memory is filled as well.
 */
final class EvenPlacement {
    private final ReconcileConfig config;
    private final Map<String, Set<String>> seats = new LinkedHashMap<>();
    private boolean started;

    EvenPlacement(ReconcileConfig config) {
        this.config = config;
    }

    Wants wants(Snapshot snapshot, PairBook book) {
        if (!started) {
            book.all().stream()
                    .filter(pair -> pair.held() && snapshot.adapters().containsKey(pair.adapter()))
                    .forEach(pair -> seat(pair.adapter(), pair.entry().pod().pod()));
            started = true;
        }
        keepValid(snapshot, book);
        groups(snapshot).forEach((pods, adapters) -> dispatch(pods, adapters, snapshot, book));
        Wants wants = new Wants();
        seats.forEach(
                (adapter, pods) -> pods.forEach(pod -> wants.add(adapter, pod, new Want(Tier.HOT, 1.0 / pods.size()))));
        return wants;
    }

    private void keepValid(Snapshot snapshot, PairBook book) {
        seats.keySet().retainAll(snapshot.adapters().keySet());
        seats.forEach((name, pods) -> pods.removeIf(pod -> {
            PodHealth health = snapshot.pods().get(pod);
            return health == null
                    || !eligible(health, snapshot)
                    || !snapshot.admits(health, snapshot.adapters().get(name))
                    || excluded(name, health, snapshot, book);
        }));
        seats.values().removeIf(Set::isEmpty);
    }

    private boolean eligible(PodHealth pod, Snapshot snapshot) {
        boolean gone = pod.readiness() == Readiness.UNREACHABLE
                && (!pod.observed()
                        || pod.incarnation().isEmpty()
                        || snapshot.now() - pod.sinceMillis() > config.goneMillis());
        return !gone && pod.readiness() != Readiness.TERMINATING;
    }

    private static boolean excluded(String adapter, PodHealth pod, Snapshot snapshot, PairBook book) {
        return book.find(snapshot.adapters().get(adapter).engineName(), pod.id())
                .filter(pair -> pair.is(PairState.FAILED) && pair.entry().retryAfterMillis() == Long.MAX_VALUE)
                .isPresent();
    }

    /** Adapters by the pods that they may go to, those with fewest pods first. */
    private Map<List<String>, List<AdapterSpec>> groups(Snapshot snapshot) {
        Map<List<String>, List<AdapterSpec>> groups = new LinkedHashMap<>();
        List<PodHealth> eligible = snapshot.pods().values().stream()
                .filter(p -> eligible(p, snapshot))
                .toList();
        for (AdapterSpec adapter : snapshot.adapters().values()) {
            List<String> pods = eligible.stream()
                    .filter(p -> snapshot.admits(p, adapter))
                    .map(PodHealth::pod)
                    .toList();
            if (!pods.isEmpty()) {
                groups.computeIfAbsent(pods, p -> new ArrayList<>()).add(adapter);
            }
        }
        Map<List<String>, List<AdapterSpec>> ordered = new LinkedHashMap<>();
        groups.entrySet().stream()
                .sorted(Comparator.comparingInt(e -> e.getKey().size()))
                .forEach(e -> ordered.put(e.getKey(), e.getValue()));
        return ordered;
    }

    private void dispatch(List<String> pods, List<AdapterSpec> adapters, Snapshot snapshot, PairBook book) {
        int slots = pods.stream().mapToInt(p -> room(p, false, snapshot)).sum();
        long unseated = adapters.stream().filter(a -> copies(a.name()) == 0).count();
        boolean overSubscribed = unseated > slots;
        boolean fresh = adapters.stream().allMatch(a -> copies(a.name()) == 0)
                && pods.stream().allMatch(p -> seated(p) == 0);
        if (fresh) {
            List<EvenDispatch.Seat> empty = pods.stream()
                    .map(p -> new EvenDispatch.Seat(p, room(p, overSubscribed, snapshot)))
                    .toList();
            EvenDispatch.dispatch(adapters.stream().map(AdapterSpec::name).toList(), empty)
                    .forEach((pod, names) -> names.forEach(name -> seat(name, pod)));
        }
        for (AdapterSpec adapter : adapters) {
            int lacking = adapter.minReplicas() - copies(adapter.name());
            for (int i = 0; i < lacking; i++) {
                seatOnLeastFull(adapter, pods, overSubscribed, snapshot, book);
            }
        }
        for (String pod : pods) {
            if (seated(pod) == 0 && room(pod, false, snapshot) > 0) {
                fewestCopies(adapters, pod, snapshot, book).ifPresent(adapter -> seat(adapter.name(), pod));
            }
        }
    }

    private void seatOnLeastFull(
            AdapterSpec adapter, List<String> pods, boolean overSubscribed, Snapshot snapshot, PairBook book) {
        pods.stream()
                .filter(p -> !seats.getOrDefault(adapter.name(), Set.of()).contains(p))
                .filter(p -> room(p, overSubscribed, snapshot) > 0)
                .filter(p -> !excluded(adapter.name(), snapshot.pods().get(p), snapshot, book))
                .min(Comparator.comparingInt(this::seated))
                .ifPresent(p -> seat(adapter.name(), p));
    }

    private Optional<AdapterSpec> fewestCopies(
            Collection<AdapterSpec> adapters, String pod, Snapshot snapshot, PairBook book) {
        return adapters.stream()
                .filter(a -> a.maxReplicas() == 0 || copies(a.name()) < a.maxReplicas())
                .filter(a -> !excluded(a.name(), snapshot.pods().get(pod), snapshot, book))
                .min(Comparator.comparingInt((AdapterSpec a) -> copies(a.name())));
    }

    private int room(String pod, boolean overSubscribed, Snapshot snapshot) {
        DeploymentSpec spec = snapshot.spec(snapshot.pods().get(pod)).orElseThrow();
        return (overSubscribed ? spec.maxCpuLoras() : spec.maxLoras()) - seated(pod);
    }

    private int copies(String adapter) {
        return seats.getOrDefault(adapter, Set.of()).size();
    }

    private int seated(String pod) {
        return (int) seats.values().stream().filter(pods -> pods.contains(pod)).count();
    }

    private void seat(String adapter, String pod) {
        seats.computeIfAbsent(adapter, a -> new LinkedHashSet<>()).add(pod);
    }
}
