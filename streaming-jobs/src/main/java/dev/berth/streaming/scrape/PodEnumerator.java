package dev.berth.streaming.scrape;

import dev.berth.domain.fleet.Fleet;
import dev.berth.store.Blackboard;
import dev.berth.store.Keys;
import dev.berth.store.StoreUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the fleet and gives each pod to a reader.
 *
 * <p>Which reader is a function of the pod's name, and both messages (splits, and the list of all pods) may be repeated
 * without harm. So there is no memory of assignments to lose: a reader that comes, or comes back, gets all its pods and the
 * list; readers retire what is not on the list or not theirs.
 */
final class PodEnumerator implements SplitEnumerator<PodSplit, PodRoster> {
    private static final Logger log = LoggerFactory.getLogger(PodEnumerator.class);

    private final SplitEnumeratorContext<PodSplit> context;
    private final Blackboard blackboard;
    private final long fleetMillis;
    private PodRoster roster;
    private boolean away;

    PodEnumerator(SplitEnumeratorContext<PodSplit> context, Blackboard blackboard, long fleetMillis, PodRoster roster) {
        this.context = context;
        this.blackboard = blackboard;
        this.fleetMillis = fleetMillis;
        this.roster = roster;
    }

    @Override
    public void start() {
        context.callAsync(this::readFleet, this::onFleet, 0, fleetMillis);
    }

    private Optional<Fleet> readFleet() {
        return blackboard.read(Keys.FLEET);
    }

    private void onFleet(Optional<Fleet> fleet, Throwable failure) {
        if (failure != null) {
            unreachable(failure);
            return;
        }
        away = false;
        fleet.flatMap(roster::after).ifPresent(this::follow);
    }

    private void follow(PodRoster newer) {
        PodRoster before = roster;
        roster = newer;
        List<PodSplit> changed = newer.changedSince(before);
        for (int reader : context.registeredReaders().keySet()) {
            assign(changed, reader);
            if (!newer.samePodsAs(before)) {
                sendRoster(reader);
            }
        }
        if (!changed.isEmpty() || !newer.samePodsAs(before)) {
            log.info(
                    "fleet seen version={} pods={} changed={}",
                    newer.fleet(),
                    newer.pods().size(),
                    changed.size());
        }
    }

    @Override
    public void addReader(int reader) {
        assign(roster.pods(), reader);
        sendRoster(reader);
    }

    private void assign(List<PodSplit> pods, int reader) {
        for (PodSplit pod : pods) {
            if (pod.owner(context.currentParallelism()) == reader) {
                context.assignSplit(pod, reader);
            }
        }
    }

    private void sendRoster(int reader) {
        if (!roster.fleet().equals(PodRoster.EMPTY.fleet())) {
            context.sendEventToSourceReader(reader, new RosterEvent(new ArrayList<>(roster.names())));
        }
    }

    private void unreachable(Throwable failure) {
        if (!(failure instanceof StoreUnavailableException)) {
            log.warn("the fleet can't be read, the last one known stays: {}", failure.toString());
        } else if (!away) {
            log.warn("the store is away, the last fleet known stays: {}", failure.getMessage());
        }
        away = true;
    }

    /** Splits of a reader that failed: it gets them anew when it registers. */
    @Override
    public void addSplitsBack(List<PodSplit> splits, int reader) {
        log.info("reader {} is gone; its {} pods wait for it", reader, splits.size());
    }

    /** Readers do not ask: they are given. */
    @Override
    public void handleSplitRequest(int reader, String host) {}

    @Override
    public PodRoster snapshotState(long checkpointId) {
        return roster;
    }

    @Override
    public void close() {
        blackboard.close();
    }
}
