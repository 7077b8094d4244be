package dev.berth.simulator.engine;

import dev.berth.domain.engine.StepTime;

/** How long a step takes that loads nothing, in whole nanoseconds: the one place where milliseconds are rounded. */
final class StepPace {
    private static final double NANOS_PER_MILLI = 1e6;

    private final StepTime time;
    private final Queues queues;

    StepPace(StepTime time, Queues queues) {
        this.time = time;
        this.queues = queues;
    }

    long nanos(int decodes, int prefillTokens, long kvTokensRead, int distinctAdapters) {
        double millis = time.millis(decodes, prefillTokens, kvTokensRead, distinctAdapters)
                + time.hostTimeMillis(queues.runningCount(), queues.waitingCount());
        return Math.max(1, Math.round(millis * NANOS_PER_MILLI));
    }
}
