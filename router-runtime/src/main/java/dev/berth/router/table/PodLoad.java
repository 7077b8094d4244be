package dev.berth.router.table;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What one pod incarnation has in flight, over all models. */
final class PodLoad {
    /** Load is kept in whole billionths of a pod, so that what was added is taken away exactly. */
    static final double UNITS = 1e9;

    final AtomicInteger inFlight = new AtomicInteger();
    final AtomicInteger activeAdapters = new AtomicInteger();
    final AtomicLong loadUnits = new AtomicLong();

    double load() {
        return loadUnits.get() / UNITS;
    }
}
