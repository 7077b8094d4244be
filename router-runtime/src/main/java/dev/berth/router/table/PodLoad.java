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

    /** Null until a prefix was sent here. */
    private volatile PrefixIndex prefixes;

    /** Requests that this router has there. */
    public int inFlight() {
        return inFlight.get();
    }

    double load() {
        return loadUnits.get() / UNITS;
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
