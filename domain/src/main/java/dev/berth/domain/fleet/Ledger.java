package dev.berth.domain.fleet;

import dev.berth.domain.Document;
import dev.berth.domain.Version;
import java.util.List;
import java.util.Optional;

/** The actuator's memory of every (adapter, pod) pair it acted upon; it survives the actuator. */
public record Ledger(Version version, long madeAtMillis, List<LedgerEntry> entries) implements Document {
    public Ledger {
        entries = List.copyOf(entries);
    }

    public Optional<LedgerEntry> entry(String adapter, PodIncarnation pod) {
        return entries.stream()
                .filter(e -> e.adapter().equals(adapter) && e.pod().equals(pod))
                .findFirst();
    }

    /** Whether planners must leave the pair out for now. */
    public boolean excludes(String adapter, PodIncarnation pod, long nowMillis) {
        return entries.stream()
                .anyMatch(e -> isExcluded(e, nowMillis)
                        && e.adapter().equals(adapter)
                        && e.pod().equals(pod));
    }

    /** The pairs that planners must leave out for now. */
    public List<LedgerEntry> excluded(long nowMillis) {
        return entries.stream().filter(e -> isExcluded(e, nowMillis)).toList();
    }

    private static boolean isExcluded(LedgerEntry entry, long nowMillis) {
        return entry.state() == PairState.FAILED && entry.retryAfterMillis() > nowMillis;
    }
}
