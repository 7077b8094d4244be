package dev.berth.router.access;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What tenants have used of this minute, here and on the other routers. A request is admitted while its tenant's minute has
 * anything left; its tokens count as estimated when it comes, and are put right when it ends. Others' use is as of the last
 * exchange with them, so that a quota may be overrun by what all routers admit within one exchange. Thread-safe.
 */
public final class Quotas {
    public static final long WINDOW_MILLIS = 60_000;

    /** What a request was told. */
    public enum Answer {
        ADMITTED,
        TOO_MANY_REQUESTS,
        TOO_MANY_TOKENS
    }

    /** What was used of a window. */
    public record Use(long requests, long tokens) {
        static final Use NONE = new Use(0, 0);

        public Use plus(Use other) {
            return new Use(requests + other.requests, tokens + other.tokens);
        }
    }

    private final Map<String, Use> here = new ConcurrentHashMap<>();
    private volatile Map<String, Use> elsewhere = Map.of();
    private long elsewhereWindow = -1;
    private long window = -1;

    /** The window that a time is in: its ordinal since 1970. */
    public static long windowOf(long nowMillis) {
        return Math.floorDiv(nowMillis, WINDOW_MILLIS);
    }

    /** Seconds until the next window, at least 1. */
    public static int secondsLeft(long nowMillis) {
        long left = WINDOW_MILLIS - Math.floorMod(nowMillis, WINDOW_MILLIS);
        return (int) Math.max(1, (left + 999) / 1_000);
    }

    /** Counts a request if its tenant has anything left. */
    public synchronized Answer admit(Tenant tenant, long tokens, long nowMillis) {
        turnTo(windowOf(nowMillis));
        Use used = here.getOrDefault(tenant.name(), Use.NONE).plus(elsewhere.getOrDefault(tenant.name(), Use.NONE));
        if (tenant.requestsPerMinute() > 0 && used.requests() >= tenant.requestsPerMinute()) {
            return Answer.TOO_MANY_REQUESTS;
        }
        if (tenant.tokensPerMinute() > 0 && used.tokens() >= tenant.tokensPerMinute()) {
            return Answer.TOO_MANY_TOKENS;
        }
        add(tenant.name(), new Use(1, tokens));
        return Answer.ADMITTED;
    }

    /** A request ended with other tokens than were counted; of one that came in an earlier window only what is more counts. */
    public synchronized void settle(String tenant, long counted, long used, long admittedAtMillis, long nowMillis) {
        turnTo(windowOf(nowMillis));
        boolean same = windowOf(admittedAtMillis) == window;
        add(tenant, new Use(0, same ? used - counted : Math.max(0, used - counted)));
    }

    private void add(String tenant, Use more) {
        here.merge(tenant, more, Use::plus);
    }

    private void turnTo(long now) {
        if (now != window) {
            window = now;
            here.clear();
            if (elsewhereWindow != now) {
                elsewhere = Map.of();
            }
        }
    }

    /** What was used here of the window that a time is in. */
    public synchronized Map<String, Use> usedHere(long nowMillis) {
        turnTo(windowOf(nowMillis));
        return new TreeMap<>(here);
    }

    /** What the other routers say that they used of a window. */
    public synchronized void usedElsewhere(long ofWindow, Map<String, Use> used) {
        elsewhereWindow = ofWindow;
        elsewhere = ofWindow == window || window < ofWindow ? Map.copyOf(used) : Map.of();
    }
}
