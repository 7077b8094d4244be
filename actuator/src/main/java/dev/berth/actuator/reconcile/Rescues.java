package dev.berth.actuator.reconcile;

import dev.berth.actuator.observe.PodHealth;
import dev.berth.domain.fleet.AdapterSpec;
import dev.berth.domain.fleet.PairState;
import dev.berth.domain.placement.Tier;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Copies that nobody planned and that traffic needs all the same.
 *
 * <p>A rescue: an adapter none of whose desired pods can take it (they are away, or refused it), or that the plan does not
 * know yet, and that no pod serves for longer than a moment, gets one copy on the pod with most room. It ends when a
 * desired pod can take the adapter again.
 *
 * <p>A detour: moves that wait for each other in a circle, with every pod full, are freed by a copy on a third pod. It ends
 * when a desired copy is in the table.
 */
final class Rescues {
    private final ReconcileConfig config;
    private final Map<String, Long> orphanSince = new HashMap<>();
    private final Map<String, String> rescues = new TreeMap<>();
    private final Map<String, String> detours = new TreeMap<>();

    Rescues(ReconcileConfig config) {
        this.config = config;
    }

    /** Adds to the wants what they lack. {@code leftOut}: adapters that the plan leaves unserved on purpose. */
    void complete(Wants wants, Snapshot snapshot, PairBook book, Predicate<String> leftOut, List<String> notes) {
        endDetours(wants, snapshot, book);
        detours.forEach((adapter, pod) -> {
            if (!wants.has(adapter, pod)) {
                wants.add(adapter, pod, new Want(Tier.WARM, 0));
            }
        });
        rescues.keySet().retainAll(snapshot.adapters().keySet());
        orphanSince.keySet().retainAll(snapshot.adapters().keySet());
        for (AdapterSpec adapter : snapshot.adapters().values()) {
            if (usable(adapter, wants, snapshot, book)) {
                rescues.remove(adapter.name());
                orphanSince.remove(adapter.name());
                continue;
            }
            keepOrPlace(adapter, wants, snapshot, book, leftOut, notes);
        }
    }

    /** Starts a detour for the adapter; false if no pod has room. */
    boolean detour(AdapterSpec adapter, Wants wants, Snapshot snapshot, PairBook book) {
        Optional<PodHealth> pod = mostRoom(adapter, wants, snapshot, book);
        pod.filter(p -> !wants.has(adapter.name(), p.pod())).ifPresent(p -> detours.put(adapter.name(), p.pod()));
        return pod.isPresent();
    }

    /** Whether moves are on a detour, so that more is to come. */
    boolean onDetour() {
        return !detours.isEmpty();
    }

    private void keepOrPlace(
            AdapterSpec adapter,
            Wants wants,
            Snapshot snapshot,
            PairBook book,
            Predicate<String> leftOut,
            List<String> notes) {
        String name = adapter.name();
        Optional<String> served = book.ofAdapter(name).stream()
                .filter(snapshot::available)
                .sorted(Comparator.comparing((Pair p) -> !snapshot.current(p)).thenComparing(Pair::key))
                .map(pair -> pair.entry().pod().pod())
                .filter(pod -> snapshot.pods().get(pod).ready())
                .findFirst();
        if (served.isPresent()) {
            orphanSince.remove(name);
            if (wants.of(name).isEmpty() && !leftOut.test(name)) {
                wants.add(name, served.get(), new Want(Tier.HOT, 1));
            }
            return;
        }
        if (leftOut.test(name)) {
            return;
        }
        long since = orphanSince.computeIfAbsent(name, n -> snapshot.now());
        if (snapshot.now() - since < config.orphanMillis()) {
            return;
        }
        PodHealth placed = snapshot.pods().get(rescues.getOrDefault(name, ""));
        if (placed == null || !canTake(adapter, placed, snapshot, book)) {
            placed = mostRoom(adapter, wants, snapshot, book).orElse(null);
        }
        if (placed == null) {
            rescues.remove(name);
            notes.add(name + " is on no pod, and no pod can take it");
            return;
        }
        rescues.put(name, placed.pod());
        wants.add(name, placed.pod(), new Want(Tier.HOT, 1));
    }

    private static Optional<PodHealth> mostRoom(AdapterSpec adapter, Wants wants, Snapshot snapshot, PairBook book) {
        return snapshot.pods().values().stream()
                .filter(pod -> canTake(adapter, pod, snapshot, book))
                .filter(pod ->
                        book.on(pod.id()).stream().noneMatch(p -> p.adapter().equals(adapter.name()) && p.occupies()))
                .filter(pod -> room(pod, wants, snapshot, book) > 0)
                .max(Comparator.comparingInt((PodHealth pod) -> slotsFree(pod, wants, snapshot, book))
                        .thenComparing(PodHealth::pod, Comparator.reverseOrder()));
    }

    private static boolean canTake(AdapterSpec adapter, PodHealth pod, Snapshot snapshot, PairBook book) {
        return pod.ready() && snapshot.admits(pod, adapter) && !excluded(adapter, pod, snapshot, book);
    }

    private static int room(PodHealth pod, Wants wants, Snapshot snapshot, PairBook book) {
        int taken = Math.max(wants.planned(pod.pod()), Capacity.held(pod, book));
        return snapshot.spec(pod).orElseThrow().maxCpuLoras() - taken;
    }

    private static int slotsFree(PodHealth pod, Wants wants, Snapshot snapshot, PairBook book) {
        int taken = Math.max(wants.planned(pod.pod()), Capacity.held(pod, book));
        return snapshot.spec(pod).orElseThrow().maxLoras() - taken;
    }

    private static boolean usable(AdapterSpec adapter, Wants wants, Snapshot snapshot, PairBook book) {
        return wants.of(adapter.name()).keySet().stream()
                .map(snapshot.pods()::get)
                .anyMatch(pod -> pod != null && canTake(adapter, pod, snapshot, book));
    }

    private static boolean excluded(AdapterSpec adapter, PodHealth pod, Snapshot snapshot, PairBook book) {
        return book.find(adapter.engineName(), pod.id())
                .filter(p -> p.is(PairState.FAILED) && p.entry().retryAfterMillis() > snapshot.now())
                .isPresent();
    }

    private void endDetours(Wants wants, Snapshot snapshot, PairBook book) {
        detours.entrySet().removeIf(detour -> {
            PodHealth pod = snapshot.pods().get(detour.getValue());
            return pod == null
                    || !pod.ready()
                    || !snapshot.adapters().containsKey(detour.getKey())
                    || book.ofAdapter(detour.getKey()).stream()
                            .anyMatch(pair ->
                                    wants.has(pair.adapter(), pair.entry().pod().pod())
                                            && snapshot.current(pair)
                                            && snapshot.available(pair)
                                            && snapshot.inPublishedTable(pair));
        });
    }
}
