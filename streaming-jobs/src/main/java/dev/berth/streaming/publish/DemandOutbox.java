package dev.berth.streaming.publish;

import dev.berth.domain.demand.AdapterDemand;
import dev.berth.streaming.demand.DemandConfig;
import dev.berth.streaming.demand.SilentDemand;
import dev.berth.streaming.demand.Windows;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is to be written of demand, and when. No I/O.
 *
 * <p>It holds the newest demand of each model and nothing older, so a store that is away costs memory for each model, not
 * for each window.
 *
 * <pre>
 *   offered --> waiting --written--> known --store lost it--> waiting
 *                 ^                    |
 *                 +---- newer offered, and materially changed or long enough ago
 *
 *   known and silent --> forgotten: absent means silent, too
 * </pre>
 *
 * <p>A job that starts without its state does not know the models of its former life. It {@link #adopt}s what the store
 * tells; a model that stays unheard of once the windows are whole again gets its silent demand from here.
 */
public final class DemandOutbox {
    private final Windows windows;
    private final MaterialChange change;
    private final long rewriteMillis;
    private final Map<String, Entry> entries = new HashMap<>();
    private long wholeFrom = Long.MIN_VALUE;

    public DemandOutbox(DemandConfig config) {
        this.windows = config.windows();
        this.change = new MaterialChange(config.materialChange());
        this.rewriteMillis = config.rewriteMillis();
    }

    private static final class Entry {
        private AdapterDemand newest;
        private AdapterDemand written;
        private long writtenAtMillis;

        Entry(AdapterDemand newest) {
            this.newest = newest;
        }

        boolean waits() {
            return written == null || newest.version().isNewerThan(written.version());
        }
    }

    /** Takes a demand unless a newer one of the model is held. */
    public void offer(AdapterDemand demand) {
        Entry entry = entries.computeIfAbsent(demand.model(), model -> new Entry(demand));
        if (demand.version().isNewerThan(entry.newest.version())) {
            entry.newest = demand;
        }
    }

    /** Takes what the store holds as known, for models of which nothing is held. */
    public void adopt(Collection<AdapterDemand> stored, long nowMillis) {
        for (AdapterDemand demand : stored) {
            if (!SilentDemand.is(demand) && !entries.containsKey(demand.model())) {
                Entry entry = new Entry(demand);
                entry.written = demand;
                entry.writtenAtMillis = nowMillis;
                entries.put(demand.model(), entry);
            }
        }
    }

    /**
     * Event time has passed on: models that the job has not told of since are silent. Says so only when a whole window and
     * two slides have passed since the first call, that is when the windows hold all that a former job's held.
     */
    public void timePassed(long watermark, long nowMillis) {
        long end = windows.newestClosed(watermark);
        long grace = windows.windowMillis() + 2 * windows.slideMillis();
        if (wholeFrom == Long.MIN_VALUE) {
            wholeFrom = end + grace;
        }
        if (end < wholeFrom) {
            return;
        }
        for (Entry entry : entries.values()) {
            boolean unheard = entry.newest.windowEndMillis() + grace < end;
            if (unheard && !SilentDemand.is(entry.newest)) {
                entry.newest = SilentDemand.of(windows, entry.newest.model(), end, nowMillis);
            }
        }
    }

    /** What is to be written now. */
    public List<AdapterDemand> due(long nowMillis) {
        List<AdapterDemand> due = new ArrayList<>();
        for (Entry entry : entries.values()) {
            if (isDue(entry, nowMillis)) {
                due.add(entry.newest);
            }
        }
        return due;
    }

    private boolean isDue(Entry entry, long nowMillis) {
        return entry.waits()
                && (entry.written == null
                        || nowMillis - entry.writtenAtMillis >= rewriteMillis
                        || change.between(entry.written, entry.newest));
    }

    /** The store has this demand, or a newer one. */
    public void written(AdapterDemand demand, long nowMillis) {
        Entry entry = entries.get(demand.model());
        if (entry == null) {
            return;
        }
        entry.written = demand;
        entry.writtenAtMillis = nowMillis;
        if (SilentDemand.is(demand) && !entry.waits()) {
            entries.remove(demand.model());
        }
    }

    /** The store came back empty. */
    public void lost() {
        entries.values().forEach(entry -> entry.written = null);
    }

    /** A model of which the store must hold a demand; none if it need not hold any. */
    public Optional<String> witness() {
        return entries.values().stream()
                .filter(entry -> entry.written != null)
                .map(entry -> entry.newest.model())
                .findFirst();
    }

    /** What a successor needs: the newest demand of each model that is not known to be written as it is. */
    public List<AdapterDemand> unwritten() {
        return entries.values().stream()
                .filter(Entry::waits)
                .map(entry -> entry.newest)
                .toList();
    }
}
