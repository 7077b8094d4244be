package dev.berth.router.table;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What one pod incarnation has in flight, over all models. */
public final class PodLoad {
    /** Fractions are kept in whole billionths, so that what was added is taken away exactly. */
    static final double UNITS = 1e9;

    final AtomicInteger inFlight = new AtomicInteger();
    final AtomicInteger waiting = new AtomicInteger();
    final AtomicInteger activeAdapters = new AtomicInteger();
    /** How often an adapter became active here, ever. */
    final AtomicInteger activations = new AtomicInteger();

    final AtomicLong loadUnits = new AtomicLong();
    final AtomicLong waitingPromptTokens = new AtomicLong();
    final AtomicLong promptTokens = new AtomicLong();
    final AtomicLong outputTokens = new AtomicLong();
    final AtomicLong contextTokens = new AtomicLong();
    final AtomicLong tokenRateUnits = new AtomicLong();

    /** Requests that other routers have here, as of their last reports. */
    volatile int elsewhere;
    /** Adapters that are active here by other routers alone. */
    volatile int adaptersElsewhere;
    /** Null if the engine said nothing of late. */
    private volatile EngineLoad engine;

    /** Null until a prefix was sent here. */
    private volatile PrefixIndex prefixes;

    /** Requests here by all that is known: this router's, the others', and what the engine says that it has queued. */
    int known() {
        EngineLoad said = engine;
        int counted = inFlight.get() + elsewhere;
        return said == null ? counted : Math.max(counted, said.waiting());
    }

    /** The engine said how much it has to do. */
    public void said(EngineLoad load) {
        engine = load;
    }

    /** Null if the engine said nothing of late. */
    public EngineLoad engine() {
        return engine;
    }

    void forgetStale(long nowMillis) {
        EngineLoad said = engine;
        if (said != null && nowMillis - said.atMillis() > EngineLoad.FRESH_MILLIS) {
            engine = null;
        }
    }

    /** Requests that this router has there. */
    public int inFlight() {
        return inFlight.get();
    }

    /** The others' requests are taken to be like this router's. */
    double load() {
        int others = elsewhere;
        double own = loadUnits.get() / UNITS;
        int count = others == 0 ? 0 : inFlight.get();
        return count <= 0 ? own : own * (count + others) / count;
    }

    double tokenRateOwed() {
        return tokenRateUnits.get() / UNITS;
    }

    /** Null if none was ever kept. */
    PrefixIndex prefixes() {
        return prefixes;
    }

    /** @param blocks that the pod's KV cache holds; what counts is the first call's */
    PrefixIndex prefixes(long blocks) {
        PrefixIndex known = prefixes;
        return known != null ? known : made(blocks);
    }

    private synchronized PrefixIndex made(long blocks) {
        if (prefixes == null) {
            prefixes = new PrefixIndex(blocks);
        }
        return prefixes;
    }
}
