package dev.berth.optimizer.explain;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times and lengths of time for people. */
public final class TimeText {
    private TimeText() {}

    /** {@code 2026-01-01T00:00:00Z}, to the second. */
    public static String at(long millis) {
        return Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** {@code 12 s}, {@code 5 min}, {@code 3 h}, {@code 2 d}: one unit, rounded down. */
    public static String length(long millis) {
        long seconds = Math.max(0, millis) / 1000;
        if (seconds < 120) {
            return seconds + " s";
        }
        long minutes = seconds / 60;
        if (minutes < 120) {
            return minutes + " min";
        }
        long hours = minutes / 60;
        return hours < 48 ? hours + " h" : hours / 24 + " d";
    }

    public static String ago(long millis, long nowMillis) {
        return length(nowMillis - millis) + " ago";
    }
}
