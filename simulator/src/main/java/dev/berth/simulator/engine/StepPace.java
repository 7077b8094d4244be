package dev.berth.simulator.engine;

import dev.berth.domain.engine.StepTime;

/** How long a step takes that loads nothing, in whole nanoseconds: the one place where milliseconds are rounded. */
final class StepPace {
    private static final double NANOS_PER_MILLI = 1e6;

    private final StepTime time;
    private final Queues queues;
    private double owedMillis;

    StepPace(StepTime time, Queues queues) {
        this.time = time;
        this.queues = queues;
    }

    long nanos(int decodes, int prefillTokens, long kvTokensRead, int distinctAdapters) {
        double millis = time.millis(decodes, prefillTokens, kvTokensRead, distinctAdapters)
                + time.hostTimeMillis(queues.runningCount(), queues.skippedCount());
        return Math.max(1, Math.round(millis * NANOS_PER_MILLI));
    }

    /** Notes a request that came: the host has work with it before the next step. */
    void arrived(boolean firstOfItsAdapter) {
        owedMillis += time.arrivalMillis(firstOfItsAdapter);
    }

    /** Whether requests came since the last step that the next one pays for. */
    boolean owes() {
        return owedMillis > 0;
    }

    /** What the requests that came since the last step add to this one. */
    long takeOwedNanos() {
        long nanos = Math.round(owedMillis * NANOS_PER_MILLI);
        owedMillis = 0;
        return nanos;
    }
}
