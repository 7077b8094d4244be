package dev.berth.simulator.http;

import java.util.function.LongSupplier;

/** Wall time to the engine's virtual time, which begins at 0 and runs {@code speed} times as fast. Nanoseconds. */
final class VirtualClock {
    private final LongSupplier wallNanos;
    private final double speed;
    private final long start;

    VirtualClock(LongSupplier wallNanos, double speed) {
        this.wallNanos = wallNanos;
        this.speed = speed;
        this.start = wallNanos.getAsLong();
    }

    long now() {
        return (long) ((wallNanos.getAsLong() - start) * speed);
    }

    /** Wall time from now until a virtual time; negative if it is past. */
    long wallNanosUntil(long virtual) {
        return (long) ((virtual - now()) / speed);
    }

    /** A span of virtual time as a client's clock measures it. */
    double wallSeconds(long virtualSpan) {
        return virtualSpan / speed / 1e9;
    }
}
