package dev.berth.streaming.scrape;

import dev.berth.domain.Version;
import dev.berth.domain.fleet.Fleet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * The pods to read, as of a version of the fleet. State of the enumerator, so that a job that is restored while the store
 * is away goes on with the pods it knew.
 */
public record PodRoster(Version fleet, List<PodSplit> pods) {
    static final PodRoster EMPTY = new PodRoster(Version.NONE, List.of());

    public PodRoster {
        pods = List.copyOf(pods);
    }

    /** The roster of a newer fleet; empty if the fleet is not newer. */
    Optional<PodRoster> after(Fleet seen) {
        if (!seen.version().isNewerThan(fleet)) {
            return Optional.empty();
        }
        return Optional.of(new PodRoster(
                seen.version(),
                seen.pods().stream()
                        .filter(pod -> !pod.url().isEmpty())
                        .map(PodSplit::from)
                        .toList()));
    }

    /** Pods that are new, or have changed, since that roster. */
    List<PodSplit> changedSince(PodRoster before) {
        List<PodSplit> changed = new ArrayList<>(pods);
        changed.removeAll(new HashSet<>(before.pods));
        return changed;
    }

    boolean samePodsAs(PodRoster other) {
        return new HashSet<>(names()).equals(new HashSet<>(other.names()));
    }

    List<String> names() {
        return pods.stream().map(PodSplit::pod).toList();
    }
}
