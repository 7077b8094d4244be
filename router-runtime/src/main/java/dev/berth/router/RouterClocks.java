package dev.berth.router;

import java.util.function.LongSupplier;

/**
 * The router's sense of time.
 *
 * @param millis Unix milliseconds
 * @param nanos a clock that only goes on
 */
public record RouterClocks(LongSupplier millis, LongSupplier nanos) {
    public static final RouterClocks SYSTEM = new RouterClocks(System::currentTimeMillis, System::nanoTime);
}
