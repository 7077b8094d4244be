package dev.berth.actuator.reconcile;

import dev.berth.domain.Version;
import dev.berth.domain.fleet.Ledger;
import dev.berth.domain.fleet.LedgerEntry;
import dev.berth.domain.fleet.PairState;
import dev.berth.domain.fleet.PodIncarnation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Every pair that the actuator acted upon or found, and the zombies that unloads left behind: the ledger at work. */
final class PairBook {
    private final SortedMap<PairKey, Pair> pairs = new TreeMap<>();
    private final Map<String, SortedMap<PairKey, Pair>> byAdapter = new HashMap<>();
    private final Map<PodIncarnation, SortedMap<PairKey, Pair>> byPod = new HashMap<>();
    private final List<LedgerEntry> zombies = new ArrayList<>();
    private List<Pair> sorted = List.of();
    private Ledger written;

    /**
     * Takes over the ledger of the actuator before this one. What it was doing has an unknown end: a load under way is
     * waited for a little, then done again (an engine answers that it has the name); an unload is done again.
     */
    void recover(Ledger ledger, long now) {
        for (LedgerEntry entry : ledger.entries()) {
            if (entry.zombie()) {
                addZombie(entry);
                continue;
            }
            put(
                    switch (entry.state()) {
                        case LOADING -> Pair.loadingBefore(entry, now);
                        case UNLOADING -> Pair.drainingBefore(entry.become(PairState.DRAINING, now));
                        case DRAINING -> Pair.drainingBefore(entry);
                        default -> Pair.of(entry);
                    });
        }
    }

    void put(Pair pair) {
        PairKey key = pair.key();
        if (pair.equals(pairs.put(key, pair))) {
            return;
        }
        byAdapter.computeIfAbsent(pair.adapter(), a -> new TreeMap<>()).put(key, pair);
        byPod.computeIfAbsent(key.pod(), p -> new TreeMap<>()).put(key, pair);
        changed();
    }

    void remove(PairKey key) {
        Pair gone = pairs.remove(key);
        if (gone != null) {
            byAdapter.get(gone.adapter()).remove(key);
            byPod.get(key.pod()).remove(key);
            changed();
        }
    }

    Optional<Pair> find(String engineName, PodIncarnation pod) {
        return Optional.ofNullable(pairs.get(new PairKey(engineName, pod)));
    }

    /** Sorted by pod and name; a copy: the book may be changed while it is walked. */
    List<Pair> all() {
        if (sorted == null) {
            sorted = List.copyOf(pairs.values());
        }
        return sorted;
    }

    List<Pair> ofAdapter(String adapter) {
        return copy(byAdapter.get(adapter));
    }

    List<Pair> on(PodIncarnation pod) {
        return copy(byPod.get(pod));
    }

    boolean anyOn(PodIncarnation pod, PairState state) {
        SortedMap<PairKey, Pair> there = byPod.get(pod);
        return there != null && there.values().stream().anyMatch(p -> p.is(state));
    }

    /** Ends what belongs to a life of a pod that is over. */
    void endLives(Set<PodIncarnation> over) {
        if (over.isEmpty()) {
            return;
        }
        all().stream().map(Pair::key).filter(key -> over.contains(key.pod())).forEach(this::remove);
        zombies.removeIf(zombie -> over.contains(zombie.pod()));
        changed();
    }

    Set<PodIncarnation> lives() {
        Set<PodIncarnation> lives = new java.util.HashSet<>(byPod.keySet());
        zombies.forEach(zombie -> lives.add(zombie.pod()));
        return lives;
    }

    void addZombie(LedgerEntry zombie) {
        zombies.add(zombie);
        changed();
    }

    int zombiesOn(PodIncarnation pod) {
        return (int) zombies.stream().filter(z -> z.pod().equals(pod)).count();
    }

    /** The engine's LRU has thrown the oldest out. */
    void evictOldestZombie(PodIncarnation pod) {
        zombies.stream()
                .filter(z -> z.pod().equals(pod))
                .min(Comparator.comparingLong(LedgerEntry::sinceMillis))
                .ifPresent(zombies::remove);
        changed();
    }

    /** The document's content; of two versions of an adapter on a pod the younger comes first, zombies last. */
    Ledger document() {
        if (written == null) {
            written = write();
        }
        return written;
    }

    private Ledger write() {
        List<LedgerEntry> entries = new ArrayList<>();
        pairs.values().forEach(pair -> entries.add(pair.entry()));
        entries.addAll(zombies);
        entries.sort(Comparator.comparing(LedgerEntry::adapter)
                .thenComparing(e -> e.pod().pod())
                .thenComparing(LedgerEntry::zombie)
                .thenComparing(
                        Comparator.comparingLong(LedgerEntry::sinceMillis).reversed())
                .thenComparing(LedgerEntry::engineName));
        return new Ledger(Version.NONE, 0, entries);
    }

    private void changed() {
        sorted = null;
        written = null;
    }

    private static List<Pair> copy(SortedMap<PairKey, Pair> there) {
        return there == null ? List.of() : List.copyOf(there.values());
    }
}
