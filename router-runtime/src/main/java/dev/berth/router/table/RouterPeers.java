package dev.berth.router.table;

import dev.berth.domain.routing.RouterReport;
import dev.berth.domain.routing.RouterReport.InFlight;
import dev.berth.store.Blackboard;
import dev.berth.store.Keys;
import dev.berth.store.StoreUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the fleet's other routers have in flight, as they report it, added to what is counted here; off the request path. A
 * report counts for {@link #FRESH_MILLIS}: an older truth misleads more than none.
 */
public final class RouterPeers {
    static final long FRESH_MILLIS = 3_000;

    private static final Logger log = LoggerFactory.getLogger(RouterPeers.class);

    private final Blackboard blackboard;
    private final String router;
    private final LiveCounts counts;
    private final LongSupplier clockMillis;
    private volatile View view = new View(0, 0);

    /**
     * What is known of others.
     *
     * @param peers routers whose reports count
     * @param oldestAtMillis when the oldest of these reports was made; 0 if there is none
     */
    public record View(int peers, long oldestAtMillis) {
        public long ageMillis(long nowMillis) {
            return peers == 0 ? 0 : Math.max(0, nowMillis - oldestAtMillis);
        }
    }

    public RouterPeers(Blackboard blackboard, String router, LiveCounts counts, LongSupplier clockMillis) {
        this.blackboard = blackboard;
        this.router = router;
        this.counts = counts;
        this.clockMillis = clockMillis;
    }

    /** From one thread. */
    public void refresh() {
        long now = clockMillis.getAsLong();
        try {
            take(blackboard.readAll(Keys.ROUTERS), now);
        } catch (StoreUnavailableException e) {
            if (view.ageMillis(now) > FRESH_MILLIS) {
                take(Map.of(), now);
            }
        } catch (RuntimeException e) { // One that passed would end the reading for ever.
            log.warn("reports of other routers not read", e);
        }
        counts.forgetStaleLoads(now);
    }

    private void take(Map<String, RouterReport> reports, long now) {
        List<InFlight> elsewhere = new ArrayList<>();
        int peers = 0;
        long oldest = 0;
        for (Map.Entry<String, RouterReport> entry : reports.entrySet()) {
            long madeAt = entry.getValue().madeAtMillis();
            if (entry.getKey().equals(router) || now - madeAt > FRESH_MILLIS) {
                continue;
            }
            peers++;
            oldest = oldest == 0 ? madeAt : Math.min(oldest, madeAt);
            elsewhere.addAll(entry.getValue().inFlight());
        }
        counts.elsewhere(elsewhere);
        view = new View(peers, oldest);
    }

    public View view() {
        return view;
    }
}
