package dev.berth.router.table;

import dev.berth.router.pick.OutputEstimate;
import java.util.concurrent.atomic.AtomicLong;

/** What is remembered of a model from table to table. */
public final class ModelTraffic {
    private final AtomicLong picks = new AtomicLong();
    private final OutputEstimate outputs = new OutputEstimate();

    /** The ordinal of the next pick, from 0. */
    public long nextPick() {
        return picks.getAndIncrement();
    }

    public OutputEstimate outputs() {
        return outputs;
    }
}
