package dev.berth.actuator.reconcile;

import java.util.List;
import java.util.Locale;

/**
 * Why a load failed, and whether another try can help. A try helps against what passes by itself (a server that is away,
 * overloaded, or that refuses our key until someone mends it); it does not help against a wrong artifact or rank.
 *
 * @param reason one sentence
 */
record Failure(boolean retriable, String reason) {
    private static final int LONGEST_REASON = 300;

    private static final List<String> PASSING = List.of(
            "connection refused",
            "connection reset",
            "timeout",
            "timed out",
            "no route to host",
            "network is unreachable",
            "temporary failure",
            "service unavailable",
            "bad gateway");

    static Failure of(CommandResult result) {
        String text = oneLine(result.text());
        if (result.status() == 0) {
            return new Failure(true, "the pod did not answer: " + text);
        }
        if (result.status() == 401 || result.status() == 403) {
            return new Failure(true, "the pod refuses our API key (HTTP " + result.status() + ")");
        }
        if (result.notFound() && text.contains("Not Found") && !text.contains("No adapter found")) {
            return new Failure(
                    false,
                    "the pod has no route to load adapters: start it with VLLM_ALLOW_RUNTIME_LORA_UPDATING=True");
        }
        boolean passes = result.status() >= 500
                || result.status() == 408
                || result.status() == 429
                || PASSING.stream().anyMatch(text.toLowerCase(Locale.ROOT)::contains);
        return new Failure(passes, "the pod answered HTTP " + result.status() + ": " + text);
    }

    private static String oneLine(String text) {
        String flat = text.replaceAll("\\s+", " ").strip();
        return flat.length() <= LONGEST_REASON ? flat : flat.substring(0, LONGEST_REASON) + "...";
    }
}
