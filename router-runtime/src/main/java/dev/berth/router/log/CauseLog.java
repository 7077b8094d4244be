package dev.berth.router.log;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/** One line for each cause in half a minute, however often it occurs. A cause is a message pattern. */
public final class CauseLog {
    private static final long QUIET_MILLIS = 30_000;

    private final Logger logger;
    private final LongSupplier clockMillis;
    private final Map<String, Long> quietUntil = new ConcurrentHashMap<>();

    public CauseLog(Logger logger, LongSupplier clockMillis) {
        this.logger = logger;
        this.clockMillis = clockMillis;
    }

    public void warn(String pattern, Object... arguments) {
        long now = clockMillis.getAsLong();
        Long until = quietUntil.get(pattern);
        if (until != null && now < until) {
            return;
        }
        quietUntil.put(pattern, now + QUIET_MILLIS);
        logger.warn(pattern, arguments);
    }
}
