package dev.berth.evaluation.quickstart;

import dev.berth.domain.fleet.PodIncarnation;
import dev.berth.domain.fleet.PodState;
import dev.berth.evaluation.stack.Child;
import dev.berth.evaluation.stack.ChildFailedException;
import dev.berth.evaluation.stack.Stack;
import dev.berth.evaluation.status.FleetSnapshot;
import dev.berth.evaluation.status.StatusText;
import dev.berth.store.Blackboard;
import dev.berth.store.StoreUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Waits until every adapter is served by pods of this life, and says what is missing if that takes too long. */
public final class FleetReadiness {
    private static final Duration POLL = Duration.ofMillis(200);

    private final Blackboard blackboard;
    private final Duration bound;

    public FleetReadiness(Blackboard blackboard, Duration bound) {
        this.blackboard = blackboard;
        this.bound = bound;
    }

    /**
     * @param pods how many must be ready
     * @param gone incarnations that ended: none of them may be routed to
     * @throws ChildFailedException if it is not so within the bound
     */
    public FleetSnapshot await(int pods, Set<PodIncarnation> gone) throws InterruptedException {
        long deadline = System.nanoTime() + bound.toNanos();
        FleetSnapshot last = null;
        while (System.nanoTime() < deadline) {
            try {
                last = FleetSnapshot.read(blackboard, System.currentTimeMillis());
                if (serves(last, pods, gone)) {
                    return last;
                }
            } catch (StoreUnavailableException e) {
                last = null;
            }
            Thread.sleep(POLL.toMillis());
        }
        throw new ChildFailedException(
                "the fleet does not serve every adapter after " + bound.toSeconds() + " s.",
                last == null ? List.of("Redis does not answer") : StatusText.missing(last));
    }

    /** Waits for a first time: all pods of a stack that was just started. */
    public FleetSnapshot await(Stack stack) throws InterruptedException {
        return await((int) stack.pods().stream().map(Child::name).count(), Set.of());
    }

    private static boolean serves(FleetSnapshot snapshot, int pods, Set<PodIncarnation> gone) {
        List<PodState> ready = snapshot.pods().stream()
                .filter(PodState::ready)
                .filter(pod -> !gone.contains(pod.id()))
                .toList();
        if (ready.size() < pods || snapshot.catalog().isEmpty() || !snapshot.routersAreCurrent()) {
            return false;
        }
        Set<PodIncarnation> usable = ready.stream().map(PodState::id).collect(Collectors.toSet());
        return snapshot.adaptersByDemand().stream()
                .allMatch(adapter -> snapshot.routes(adapter).stream().anyMatch(route -> usable.contains(route.pod())));
    }
}
