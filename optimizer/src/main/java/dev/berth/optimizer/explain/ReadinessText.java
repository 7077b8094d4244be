package dev.berth.optimizer.explain;

import dev.berth.optimizer.problem.InputReadiness;
import dev.berth.optimizer.problem.InputReadiness.Missing;

/** What keeps a plan from being made, and since when. */
public final class ReadinessText {
    private ReadinessText() {}

    /** All of it in one sentence. What was missing at the first look already has no time. */
    public static String sentence(InputReadiness readiness, long nowMillis) {
        return String.join(
                "; ", readiness.missing().stream().map(m -> one(m, nowMillis)).toList());
    }

    private static String one(Missing missing, long nowMillis) {
        String words = missing.what() + ": " + missing.sentence();
        long since = missing.sinceMillis();
        return since <= 0 || since >= nowMillis
                ? words
                : words + " (since " + TimeText.at(since) + ", " + TimeText.length(nowMillis - since) + ")";
    }
}
