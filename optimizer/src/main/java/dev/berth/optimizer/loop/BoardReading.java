package dev.berth.optimizer.loop;

import dev.berth.domain.Document;
import dev.berth.domain.Version;
import dev.berth.domain.demand.AdapterDemand;
import dev.berth.domain.fleet.Catalog;
import dev.berth.domain.fleet.Control;
import dev.berth.domain.fleet.Fleet;
import dev.berth.domain.fleet.Ledger;
import dev.berth.domain.placement.PlacementPlan;
import dev.berth.domain.profile.LatencyProfile;
import dev.berth.optimizer.problem.PlanInputs;
import dev.berth.store.Blackboard;
import dev.berth.store.DocumentKey;
import dev.berth.store.Keys;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The optimizer's view of the blackboard, read again only where something is newer. A document that is gone (an emptied
 * store) stays in view until its writer is back, so that an outage is not taken for an empty fleet.
 */
public final class BoardReading {
    /** How often hashes are read without a hint; they have no version that could be polled. Milliseconds. */
    private static final long HASH_PERIOD_MILLIS = 5_000;

    private final Blackboard blackboard;
    private Catalog catalog;
    private Fleet fleet;
    private Ledger ledger = PlanInputs.NO_LEDGER;
    private Control control = Control.NONE;
    private final Map<String, AdapterDemand> demand = new TreeMap<>();
    private final Map<String, LatencyProfile> profiles = new TreeMap<>();
    private long hashesReadAtMillis = Long.MIN_VALUE;
    private Map<String, Version> stored = Map.of();
    private long revision;

    public BoardReading(Blackboard blackboard) {
        this.blackboard = blackboard;
    }

    /**
     * @param hashesChanged whether a hint said that demand or profiles changed
     */
    public void refresh(boolean hashesChanged, long nowMillis) {
        Map<String, Version> versions = blackboard.versions();
        catalog = newer(Keys.CATALOG, catalog, versions);
        fleet = newer(Keys.FLEET, fleet, versions);
        ledger = newer(Keys.LEDGER, ledger, versions);
        control = newer(Keys.CONTROL, control, versions);
        stored = versions;
        if (hashesChanged
                || hashesReadAtMillis == Long.MIN_VALUE
                || nowMillis - hashesReadAtMillis >= HASH_PERIOD_MILLIS) {
            Map<String, LatencyProfile> read = new TreeMap<>(blackboard.readAll(Keys.PROFILE_OFFLINE));
            read.putAll(blackboard.readAll(Keys.PROFILE));
            take(blackboard.readAll(Keys.DEMAND), demand);
            take(read, profiles);
            hashesReadAtMillis = nowMillis;
        }
    }

    private <D extends Document> void take(Map<String, D> read, Map<String, D> known) {
        read.forEach((field, document) -> {
            D before = known.put(field, document);
            if (before == null || !before.version().equals(document.version())) {
                revision++;
            }
        });
    }

    /** Grows with each document that is newly read: equal revisions are equal readings. */
    long revision() {
        return revision;
    }

    private <D extends Document> D newer(DocumentKey<D> key, D known, Map<String, Version> versions) {
        Version stored = versions.get(key.name());
        if (stored == null || (known != null && !stored.isNewerThan(known.version()))) {
            return known;
        }
        revision++;
        return blackboard.read(key).orElse(known);
    }

    public PlanInputs inputs(PlacementPlan current, long nowMillis) {
        return new PlanInputs(catalog, fleet, ledger, control, demand, profiles, current, nowMillis);
    }

    /** The plan that the store holds, whoever's. */
    Optional<PlacementPlan> plan() {
        return blackboard.read(Keys.PLAN);
    }

    /** The last plan that was proposed, whoever's. */
    Optional<PlacementPlan> proposed() {
        return blackboard.read(Keys.PROPOSED);
    }

    /** One of the last plans, by its version as text. */
    Optional<PlacementPlan> earlier(String version) {
        return blackboard.history(Keys.PLAN, DocumentKey.HISTORY_LENGTH).stream()
                .filter(plan -> plan.version().toString().equals(version))
                .findFirst();
    }

    public Control control() {
        return control;
    }

    /** Whether the store held the document, whoever's, at the last refresh. */
    boolean stored(DocumentKey<?> key) {
        return stored.containsKey(key.name());
    }
}
