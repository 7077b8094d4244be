package dev.berth.domain.fleet;

import dev.berth.domain.Document;
import dev.berth.domain.Version;
import java.util.List;
import java.util.Optional;

/**
 * The pods as observed.
 *
 * @param generation counts structural changes only (pods, incarnations, readiness, capacity), never loads of adapters, so
 *     that a plan does not wake the planner that made it
 */
public record Fleet(Version version, long madeAtMillis, long generation, List<PodState> pods) implements Document {
    public Fleet {
        pods = List.copyOf(pods);
    }

    public Optional<PodState> pod(String name) {
        return pods.stream().filter(p -> p.id().pod().equals(name)).findFirst();
    }

    public Optional<PodState> pod(PodIncarnation id) {
        return pods.stream().filter(p -> p.id().equals(id)).findFirst();
    }

    public List<PodState> readyPods() {
        return pods.stream().filter(PodState::ready).toList();
    }
}
